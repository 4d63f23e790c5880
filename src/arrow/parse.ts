/** Arrow IPC, files and streams, decoded once they are known to be true. */
import { UserError } from "../error.js";
import { withCodecs } from "./compression.js";
import { Malformed } from "./flatbuffer.js";
import { flechette } from "./flechette.js";
import { verifyFile, verifyStream } from "./verify.js";

/** @throws UserError for what is no Arrow IPC, cut short, or claims what is not so. */
export function parseArrow(path: string, bytes: Uint8Array) {
  const stream = isStream(bytes);
  if (!stream) checkEnds(path, bytes);
  try {
    if (stream) verifyStream(bytes);
    else verifyFile(bytes);
    return withCodecs(() => flechette.tableFromIPC(bytes));
  } catch (error) {
    // What the decoder refuses by itself are types and numbers out of place.
    const why = error instanceof Error ? error.message.split("\n")[0] : "";
    const by = error instanceof Malformed ? "" : "the decoder says: ";
    throw new UserError(`${path}: expected a readable Arrow IPC file; ${by}${why}`);
  }
}

/** Both ends of a file carry the mark; a stream has none. */
export function checkEnds(path: string, bytes: Uint8Array): void {
  const ends = (at: number) => Buffer.from(bytes.subarray(at, at + 6)).toString("latin1");
  if (bytes.length < 18 || ends(0) !== "ARROW1")
    throw new UserError(`${path}: expected an Arrow IPC file, found ${otherFormat(bytes)}`);
  if (ends(bytes.length - 6) !== "ARROW1")
    throw new UserError(`${path}: truncated: an Arrow IPC file ends in ARROW1, this one does not`);
}

const otherFormats = [
  ["PAR1", "Parquet; write Arrow IPC (pandas: to_feather; Polars: write_ipc)"],
  ["FEA1", "Feather, version 1; write version 2, which is Arrow IPC"],
  ["\x1f\x8b", "a gzip file; unpack it first"],
  ["\x28\xb5\x2f\xfd", "a zstd file; unpack it first: columns may be compressed, not the whole"],
  ["\x04\x22\x4d\x18", "an LZ4 file; unpack it first: columns may be compressed, not the whole"],
] as const;

/** What begins so, and what to do; files that end in .arrow are often these. */
function otherFormat(bytes: Uint8Array): string {
  const begin = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  return otherFormats.find(([mark]) => begin.startsWith(mark))?.[1] ?? "something else";
}

/** A stream begins with a message, whose mark since Arrow 0.15 is four bytes 255. */
function isStream(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && bytes.subarray(0, 4).every((byte) => byte === 255);
}
