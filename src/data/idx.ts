/**
 * IDX, the file format of MNIST and its successors (Y. LeCun, yann.lecun.com/exdb/mnist):
 * two zero bytes, the type of the values (8 = unsigned byte, the only one read here), the number
 * of dimensions, each dimension as a big-endian 32-bit integer, then the values, last dimension
 * fastest. Files come plain or in gzip; which one is told by their first bytes, not their name.
 */
import { gunzipSync } from "node:zlib";
import { UserError } from "../error.js";

export interface Idx {
  readonly shape: readonly number[];
  /** product(shape) bytes, a view of the file's. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const ADVICE = "fetch the file again";

/**
 * @param bytes the file's content. @param file its name, for messages. @param rank the number of
 * dimensions expected: 1 for labels, 3 for images.
 * @throws UserError where the content is not that, too short or too long.
 */
export function parseIdx(bytes: Uint8Array, file: string, rank: number): Idx {
  const content = unzip(bytes, file);
  const magic = [0, 0, UNSIGNED_BYTE, rank];
  const found = content.subarray(0, magic.length);
  if (magic.some((byte, k) => found[k] !== byte)) {
    throw new UserError(
      `${file}: expected an IDX file of unsigned bytes in ${rank} dimension${rank > 1 ? "s" : ""}, ` +
        `which begins ${hex(magic)}, found ${hex(found) || "an empty file"}; give the right file`,
    );
  }
  const header = magic.length + 4 * rank;
  if (content.length < header) throw wrongLength(file, `at least ${header}`, content.length);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const shape = Array.from({ length: rank }, (_, k) => view.getUint32(magic.length + 4 * k));
  const expected = shape.reduce((product, size) => product * size, 1) + header;
  if (content.length !== expected) {
    throw wrongLength(file, `${expected}`, content.length, shape);
  }
  return { shape, values: content.subarray(header) };
}

function unzip(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${file}: expected a gzip file, found a corrupt one (${reason}); ${ADVICE}`,
    );
  }
}

function wrongLength(
  file: string,
  expected: string,
  found: number,
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
