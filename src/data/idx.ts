/**
 * IDX, the file format of MNIST and its successors (Y. LeCun, yann.lecun.com/exdb/mnist):
 * two zero bytes, the type of the values (8 = unsigned byte, the only one read here), the number
 * of dimensions, each dimension as a big-endian 32-bit integer, then the values, last dimension
 * fastest. Files come plain or in gzip; which one is told by their first bytes, not their name.
 */
import { constants, gunzipSync } from "node:zlib";
import { hasCode, UserError } from "../error.js";

export interface Idx {
  readonly shape: readonly number[];
  /** product(shape) bytes, a view of the file's. */
  readonly values: Uint8Array;
}

interface Header {
  readonly shape: readonly number[];
  /** Bytes of header and values. */
  readonly length: number;
}

const UNSIGNED_BYTE = 0x08;
const magicLength = 4;
/** A file of more is no data set that this program could train on. */
const mostBytes = 2 ** 30;
/** Deflate makes no more of a byte than 1032. */
const mostRatio = 1040;
const ADVICE = "fetch the file again";

/**
 * @param bytes the file's content. @param file its name, for messages. @param rank the number of
 * dimensions expected: 1 for labels, 3 for images.
 * @throws UserError where the content is not that, too short or too long.
 */
export function parseIdx(bytes: Uint8Array, file: string, rank: number): Idx {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const start = zipped ? unzip(beginning(bytes), file) : bytes;
  const least = magicLength + 4 * rank;
  if (zipped && start.length < least) unzip(bytes, file, { shape: [], length: least }); // damaged?
  const header = readHeader(start, file, rank);
  const { shape, length } = header;
  if (length > mostBytes)
    throw new UserError(
      `${file}: expected at most ${mostBytes} bytes unpacked, found ${shape.join(" x ")} values; give a smaller file`,
    );
  if (length > mostRatio * bytes.length) throw wrongLength(file, length, "fewer", shape);
  const content = zipped ? unzip(bytes, file, header) : bytes;
  if (content.length !== length) throw wrongLength(file, length, content.length, shape);
  return { shape, values: content.subarray(least) };
}

/** What the file says of itself: the sizes, and the bytes that header and values take together. */
function readHeader(content: Uint8Array, file: string, rank: number): Header {
  const magic = [0, 0, UNSIGNED_BYTE, rank];
  const found = content.subarray(0, magicLength);
  if (magic.some((byte, k) => found[k] !== byte)) {
    throw new UserError(
      `${file}: expected an IDX file of unsigned bytes in ${rank} dimension${rank > 1 ? "s" : ""}, ` +
        `which begins ${hex(magic)}, found ${hex(found) || "an empty file"}; give the right file`,
    );
  }
  const header = magicLength + 4 * rank;
  if (content.length < header) throw wrongLength(file, `at least ${header}`, content.length);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const shape = Array.from({ length: rank }, (_, k) => view.getUint32(magicLength + 4 * k));
  return { shape, length: shape.reduce((product, size) => product * size, 1) + header };
}

/** Enough for the header, whatever name and comment the packer put before it. */
function beginning(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, 4096);
}

/** Unpacks no more than the header declares; without it, what there is of a file that may be cut. */
function unzip(bytes: Uint8Array, file: string, header?: Header): Uint8Array {
  try {
    if (!header) return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
    const { length } = header;
    return gunzipSync(bytes, { maxOutputLength: length, chunkSize: length + 64 }); // one piece
  } catch (error) {
    if (header && hasCode(error, "ERR_BUFFER_TOO_LARGE"))
      throw wrongLength(file, header.length, "more", header.shape);
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${file}: expected a gzip file, found a corrupt one (${reason}); ${ADVICE}`,
    );
  }
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
