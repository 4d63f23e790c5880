/** What readers of networks give: named arrays of numbers, whatever file they came from. */
import { UserError } from "../error.js";
import { mostWeights } from "../limits.js";
import { half } from "./npy.js";

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the file; the numbers here are as exact as theirs up to 2^53. */
  readonly type: NumberType;
  /** Row by row, the last dimension fastest. */
  readonly data: Float32Array | Float64Array;
}

/** The tensors of one file. */
export interface TensorFile {
  readonly tensors: readonly NamedTensor[];
  /** Names of those that were not wanted. */
  readonly left?: readonly string[];
  /** Whether their order is that in which a program defined them, not one of the file's own. */
  readonly ordered: boolean;
  /** What was left out or guessed. */
  readonly notes: readonly string[];
}

/** Bytes a number. */
export const numberTypes = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
} as const;

export type NumberType = keyof typeof numberTypes;

/** The numbers of little-endian bytes. */
export function numbersOf(bytes: Uint8Array, type: NumberType): Float32Array | Float64Array {
  const count = bytes.length / numberTypes[type];
  // A copy of its own lies where a number may begin.
  const { buffer } = Uint8Array.prototype.slice.call(bytes);
  switch (type) {
    case "float64":
      return new Float64Array(buffer);
    case "float32":
      return new Float32Array(buffer);
    case "float16":
      return Float32Array.from(new Uint16Array(buffer), half);
    case "bfloat16":
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (b) => b * 65536).buffer);
    case "int64":
      return Float64Array.from({ length: count }, (_, i) =>
        Number(new DataView(buffer).getBigInt64(8 * i, true)),
      );
    case "int32":
      return Float64Array.from(new Int32Array(buffer));
    case "int16":
      return Float32Array.from(new Int16Array(buffer));
    case "int8":
      return Float32Array.from(new Int8Array(buffer));
    default:
      return Float32Array.from(new Uint8Array(buffer));
  }
}

/** Whether the tensor of a name is read at all. */
export type Wanted = (name: string) => boolean;
export const everything: Wanted = () => true;

/**
 * Numbers of a tensor of this shape.
 * @param most that can be read; of one that is not read it may be more.
 * @throws UserError where the shape is none or holds more than can be read.
 */
export function sizeOf(where: string, shape: readonly unknown[], most = mostWeights): number {
  let size = 1;
  for (const n of shape) {
    if (!Number.isInteger(n) || Number(n) < 0)
      throw new UserError(
        `${where}: expected a shape of whole numbers, found [${shape.map(String).join(", ")}]`,
      );
    size *= Number(n);
  }
  if (shape.length > mostDimensions || !(size <= most))
    throw new UserError(
      `${where}: expected at most ${most} numbers in at most ${mostDimensions} dimensions, found the shape [${shape.slice(0, mostDimensions + 1).join(", ")}]`,
    );
  return size;
}

const mostDimensions = 16;

/**
 * Counts the numbers of a file's tensors, which may all lie over the same bytes.
 * @throws UserError from the tensor on that takes the sum beyond what can be held.
 */
export function counter(path: string): (size: number) => void {
  let total = 0;
  return (size) => {
    total += size;
    if (total > mostWeights)
      throw new UserError(
        `${path}: expected at most ${mostWeights} numbers in all tensors, found ${total} or more`,
      );
  };
}
