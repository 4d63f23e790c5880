/**
 * The binary version of CIFAR-10 and CIFAR-100 (A. Krizhevsky, cs.toronto.edu/~kriz/cifar.html): records of
 * one or two bytes of labels, coarse and fine, and 3 x 32 x 32 bytes, channel by channel, row by row.
 */
import { UserError } from "../error.js";

export const cifarImage = { channels: 3, height: 32, width: 32 };
const pixels = 3 * 32 * 32;

export interface CifarRecords {
  readonly count: number;
  readonly values: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * @param labels bytes of labels before each image. @param place which of them is read.
 * @throws UserError where the file is no whole number of records.
 */
export function readCifar(
  file: string,
  bytes: Uint8Array,
  labels: 1 | 2,
  place: number,
): CifarRecords {
  const record = labels + pixels;
  const count = bytes.length / record;
  if (!Number.isInteger(count) || count === 0)
    throw new UserError(
      `${file}: expected records of ${record} bytes, as CIFAR-${labels === 1 ? 10 : 100} has, found ${bytes.length} bytes; fetch the file again`,
    );
  const values = new Uint8Array(count * pixels);
  const found = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * record;
    found[i] = bytes[at + place]!;
    values.set(bytes.subarray(at + labels, at + record), i * pixels);
  }
  return { count, values, labels: found };
}
