/**
 * Zip archives (PKWARE APPNOTE 6.3), stored and deflated, zip64: what .npz and .pt files are. The
 * directory at the end is checked whole before anything is unpacked: every entry lies before it, none
 * over another, and none is larger than `mostUnpacked`. An entry is unpacked when it is read, no further
 * than to its declared size, and held against its checksum.
 */
import { inflateRawSync } from "node:zlib";
import { hasCode, UserError } from "../error.js";
import { mostUnpacked } from "../limits.js";
import { crc32 } from "./crc32.js";

export interface ZipEntry {
  /** Bytes when unpacked. */
  readonly size: number;
  /** @throws UserError where the content is damaged. */
  read(): Uint8Array;
}

interface Listed {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly begin: number;
}

interface Placed extends Listed {
  readonly data: number;
}

const marks = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};
const sizes = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 };
/** Stands in 32 bits for a number that the zip64 record has. */
const elsewhere = 0xffffffff;
/** Deflate makes no more of a byte than 1032. */
const mostRatio = 1040;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * The files of an archive by their names; folders are left out.
 * @param file its name, for messages.
 * @throws UserError for what is no zip, damaged, encrypted, packed otherwise, or too large.
 */
export function readZip(file: string, bytes: Uint8Array): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(file, view);
  const listed = readDirectory(file, bytes, view, directory);
  const large = listed.find(({ size }) => size > mostUnpacked);
  if (large)
    throw new UserError(
      `${file}: expected files of at most ${mostUnpacked} bytes, found "${large.name}" of ${large.size}; give a smaller one`,
    );
  const placed = listed.map((one) => place(file, bytes, view, one, directory.begin));
  checkApart(file, placed);
  const entries = placed.filter(({ name }) => !name.endsWith("/"));
  return new Map(
    entries.map((one) => [one.name, { size: one.size, read: () => unpack(file, bytes, one) }]),
  );
}

function damaged(file: string, what: string): UserError {
  return new UserError(
    `${file}: expected a whole zip archive, found ${what}; make or fetch the file again`,
  );
}

interface Directory {
  readonly begin: number;
  readonly end: number;
  readonly count: number;
}

/** The record at the very end, behind which only a comment of the length that it tells may stand. */
function findDirectory(file: string, view: DataView): Directory {
  const last = view.byteLength - sizes.end;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) !== marks.end) continue;
    if (view.getUint16(at + 20, true) !== last - at) continue;
    return checkDirectory(file, view, at);
  }
  throw damaged(file, "none of its end: it is cut, or no zip archive");
}

function checkDirectory(file: string, view: DataView, at: number): Directory {
  const disks = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
  const plain = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    begin: view.getUint32(at + 16, true),
    end: at,
  };
  const { count, size, begin, end } = directory64(file, view, at) ?? plain;
  if (disks.some((disk) => disk !== 0 && disk !== 0xffff))
    throw damaged(file, "one part of an archive in several");
  if (!(begin + size <= end) || count * sizes.central > size)
    throw damaged(file, `a directory of ${count} entries in ${size} bytes at byte ${begin}`);
  return { begin, end: begin + size, count };
}

/** What archives beyond 4 GB or 65535 files write before the end; writers may do it for small ones. */
function directory64(file: string, view: DataView, end: number) {
  const locator = end - sizes.locator64;
  if (locator < 0 || view.getUint32(locator, true) !== marks.locator64) return undefined;
  const at = large(view, locator + 8);
  if (!(at + sizes.end64 <= locator) || view.getUint32(at, true) !== marks.end64)
    throw damaged(file, `no zip64 record at byte ${at}`);
  return {
    count: large(view, at + 32),
    size: large(view, at + 40),
    begin: large(view, at + 48),
    end: at,
  };
}

/** 64 bits; beyond 2^53 the number is not exact, and larger than any file. */
function large(view: DataView, at: number): number {
  return view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);
}

function readDirectory(
  file: string,
  bytes: Uint8Array,
  view: DataView,
  { begin, end, count }: Directory,
): Listed[] {
  const listed: Listed[] = [];
  const names = new Set<string>();
  let at = begin;
  for (let i = 0; i < count; i++) {
    if (at + sizes.central > end || view.getUint32(at, true) !== marks.central)
      throw damaged(file, `no entry ${i} of its directory at byte ${at}`);
    const [name, extra, comment] = [28, 30, 32].map((k) => view.getUint16(at + k, true)) as [
      number,
      number,
      number,
    ];
    const next = at + sizes.central + name + extra + comment;
    if (next > end) throw damaged(file, `entry ${i} of its directory beyond the directory's end`);
    const text = Buffer.from(bytes.subarray(at + sizes.central, at + sizes.central + name));
    const one = readListed(file, view, at, text.toString());
    if (names.has(one.name)) throw damaged(file, `two entries named "${one.name}"`);
    names.add(one.name);
    listed.push(one);
    at = next;
  }
  if (at !== end) throw damaged(file, "more entries in its directory than it counts");
  return listed;
}

function readListed(file: string, view: DataView, at: number, name: string): Listed {
  if (view.getUint16(at + 8, true) & 1)
    throw new UserError(`${file}: "${name}" is encrypted, which pcrit does not read`);
  const method = view.getUint16(at + 10, true);
  if (method !== 0 && method !== 8)
    throw new UserError(
      `${file}: expected "${name}" stored or deflated, found the compression method ${method}; write the archive with the usual one`,
    );
  const [packed, size, begin] = numbers64(file, view, at, name);
  const checksum = view.getUint32(at + 16, true);
  if (method === 0 ? size !== packed : size > mostRatio * packed)
    throw damaged(file, `"${name}" of ${size} bytes packed into ${packed}`);
  return { name, method, checksum, packed, size, begin };
}

/** Packed size, size, place: each in 32 bits or, where these are all ones, in the zip64 field. */
function numbers64(file: string, view: DataView, at: number, name: string) {
  const plain = [20, 24, 42].map((k) => view.getUint32(at + k, true)) as [number, number, number];
  if (!plain.includes(elsewhere)) return plain;
  const field = zip64Field(view, at + sizes.central + view.getUint16(at + 28, true), at);
  let from = field.at;
  // The order within the field is another one: size, packed size, place.
  const take = (value: number) => {
    if (value !== elsewhere) return value;
    if (from + 8 > field.at + field.length)
      throw damaged(file, `"${name}" without its sizes in 64 bits`);
    from += 8;
    return large(view, from - 8);
  };
  const size = take(plain[1]);
  const packed = take(plain[0]);
  return [packed, size, take(plain[2])] as const;
}

function zip64Field(view: DataView, from: number, entry: number): { at: number; length: number } {
  const end = from + view.getUint16(entry + 30, true);
  for (let at = from; at + 4 <= end; ) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && at + 4 + length <= end) return { at: at + 4, length };
    at += 4 + length;
  }
  return { at: from, length: 0 };
}

/** Where an entry's data are: behind a header of its own, whose name must be the directory's. */
function place(
  file: string,
  bytes: Uint8Array,
  view: DataView,
  one: Listed,
  directory: number,
): Placed {
  const { begin, name, packed } = one;
  if (!(begin + sizes.local <= directory) || view.getUint32(begin, true) !== marks.local)
    throw damaged(file, `no "${name}" at byte ${begin}`);
  const [length, extra] = [view.getUint16(begin + 26, true), view.getUint16(begin + 28, true)];
  const from = begin + sizes.local;
  const data = from + length + extra;
  if (!(data + packed <= directory)) throw damaged(file, `"${name}" beyond the end of its data`);
  const found = Buffer.from(bytes.subarray(from, from + length)).toString();
  if (found !== name) throw damaged(file, `"${found}" in the place of "${name}"`);
  return { ...one, data };
}

/** Entries that share bytes unpack to more than any limit on one of them would tell. */
function checkApart(file: string, placed: readonly Placed[]): void {
  const sorted = [...placed].sort((a, b) => a.begin - b.begin);
  sorted.forEach(({ name, begin }, i) => {
    const before = sorted[i - 1];
    if (before && before.data + before.packed > begin)
      throw damaged(file, `"${before.name}" and "${name}" in the same place`);
  });
}

function unpack(file: string, bytes: Uint8Array, one: Placed): Uint8Array {
  const content = contentOf(file, bytes, one);
  if (content.length !== one.size)
    throw damaged(file, `"${one.name}" of ${content.length} bytes in place of ${one.size}`);
  if (crc32(content) !== one.checksum)
    throw damaged(file, `a checksum of "${one.name}" that is not that of its content`);
  return content;
}

function contentOf(file: string, bytes: Uint8Array, one: Placed): Uint8Array {
  const packed = bytes.subarray(one.data, one.data + one.packed);
  if (one.method === 0) return packed;
  try {
    const chunkSize = Math.max(64, one.size + 64); // one piece
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, one.size), chunkSize });
  } catch (error) {
    if (hasCode(error, "ERR_BUFFER_TOO_LARGE"))
      throw damaged(file, `"${one.name}" of more than the ${one.size} bytes that it declares`);
    throw damaged(
      file,
      `"${one.name}" corrupt (${error instanceof Error ? error.message : error})`,
    );
  }
}
