import { Random } from "../random.js";
import type { SizeSample } from "./sample.js";

/** One resample of the seeds of every size, sizes independently: [size][member]. */
export function* seedResamples(
  samples: readonly SizeSample[],
  repetitions: number,
  seed: number,
  purpose: string,
): Generator<Uint32Array[]> {
  const random = new Random(seed, purpose);
  for (let r = 0; r < repetitions; r++)
    yield samples.map(({ values }) => varied(values.length, random));
}

/**
 * Members drawn with replacement until at least two differ: a resample of one seed alone would have
 * no variance, and with it no error to weigh by.
 */
function varied(n: number, random: Random): Uint32Array {
  for (;;) {
    const members = Uint32Array.from({ length: n }, () => random.integer(n));
    if (members.some((member) => member !== members[0])) return members;
  }
}
