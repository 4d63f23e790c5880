/**
 * IDX, the file format of MNIST and its successors (Y. LeCun, yann.lecun.com/exdb/mnist):
 * two zero bytes, the type of the values, the number of dimensions, each dimension as a big-endian
 * 32-bit integer, then the values, big-endian, last dimension fastest. Files come plain or in gzip;
 * which one is told by their first bytes, not their name.
 */
import { UserError } from "../error.js";
import { isGzip, unpackAtMost, unpackBeginning } from "./gzip.js";

export type IdxValues =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface Idx {
  readonly shape: readonly number[];
  /** product(shape) values; bytes are a view of the file's. */
  readonly values: IdxValues;
}

interface Header {
  readonly type: number;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly begin: number;
  /** Bytes of header and values. */
  readonly length: number;
}

type ArrayOf = new (buffer: ArrayBuffer) => Exclude<IdxValues, Uint8Array>;

const UNSIGNED_BYTE = 0x08;
const wider: Readonly<Record<number, ArrayOf>> = {
  9: Int8Array,
  11: Int16Array,
  12: Int32Array,
  13: Float32Array,
  14: Float64Array,
};
const widths: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };
const magicLength = 4;
/** A file of more is no data set that this program could train on. */
const mostBytes = 2 ** 30;
/** Deflate makes no more of a byte than 1032. */
const mostRatio = 1040;
const ADVICE = "fetch the file again";

/**
 * @param bytes the file's content. @param file its name, for messages. @param ranks how many dimensions
 * it may have: 1 for labels, 3 for grey images.
 * @throws UserError where the content is not that, too short or too long.
 */
export function parseIdx(bytes: Uint8Array, file: string, ...ranks: number[]): Idx {
  const zipped = isGzip(bytes);
  const start = zipped ? unpackBeginning(file, bytes) : bytes;
  const least = magicLength + 4 * Math.min(...ranks);
  if (zipped && start.length < least) unpackAtMost(file, bytes, least); // damaged?
  const header = readHeader(start, file, ranks);
  const { shape, length } = header;
  if (length > mostBytes)
    throw new UserError(
      `${file}: expected at most ${mostBytes} bytes unpacked, found ${shape.join(" x ")} values; give a smaller file`,
    );
  if (length > mostRatio * bytes.length) throw wrongLength(file, length, "fewer", shape);
  const content = zipped ? unpackAtMost(file, bytes, length, length) : bytes;
  if (content?.length !== length) throw wrongLength(file, length, content?.length ?? "more", shape);
  return { shape, values: valuesOf(header, content) };
}

/** What the file says of itself. */
function readHeader(content: Uint8Array, file: string, ranks: readonly number[]): Header {
  const found = content.subarray(0, magicLength);
  const [, , type = 0, rank = 0] = found;
  const width = widths[type];
  if (found[0] !== 0 || found[1] !== 0 || width === undefined || !ranks.includes(rank)) {
    const magics = ranks.map((one) => hex([0, 0, UNSIGNED_BYTE, one]));
    throw new UserError(
      `${file}: expected an IDX file in ${ranks.join(" or ")} dimension${ranks.at(-1) === 1 ? "" : "s"}, ` +
        `which begins ${magics.join(" or ")} for bytes (08, else 09, 0b to 0e), found ${hex(found) || "an empty file"}; give the right file`,
    );
  }
  const begin = magicLength + 4 * rank;
  if (content.length < begin) throw wrongLength(file, `at least ${begin}`, content.length);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const shape = Array.from({ length: rank }, (_, k) => view.getUint32(magicLength + 4 * k));
  const length = shape.reduce((product, size) => product * size, width) + begin;
  return { type, shape, begin, length };
}

function valuesOf({ type, begin }: Header, content: Uint8Array): IdxValues {
  const bytes = content.subarray(begin);
  const make = wider[type];
  if (!make) return bytes;
  const copy = new Uint8Array(bytes);
  const width = widths[type]!;
  if (width > 1)
    for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  return new make(copy.buffer);
}

function wrongLength(
  file: string,
  expected: string | number,
  found: string | number,
  shape?: readonly number[],
): UserError {
  const why = shape === undefined ? "for its header" : `for ${shape.join(" x ")} values`;
  return new UserError(
    `${file}: expected ${expected} bytes unpacked, ${why}, found ${found}; ${ADVICE}`,
  );
}

function hex(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
