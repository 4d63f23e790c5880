/**
 * How many edges each output keeps, at the same density for all: Webster's method, as between layers (see
 * layer-magnitude.ts), with the outputs as parties. The r-th weight of an output of n has priority
 * (r + 1/2) / n; all outputs of a layer have the same n, so theirs are due together, the lower output first.
 *
 * @param sizes dense weights of each output, layer by layer. @param present those that are left, output by
 * output. O(dense weights).
 */
export function outputQuotas(
  sizes: readonly number[],
  present: readonly (readonly number[])[],
  keep: number,
): Uint32Array[] {
  const quotas = present.map((outputs) => new Uint32Array(outputs.length));
  const rounds = present.map((outputs) => outputs.reduce((most, n) => Math.max(most, n), 0));
  const done = sizes.map(() => 0);
  for (let left = keep; left > 0; ) {
    const l = nextLayer(sizes, rounds, done);
    const round = done[l]!++;
    for (let t = 0; t < quotas[l]!.length && left > 0; t++) {
      if (present[l]![t]! <= round) continue;
      quotas[l]![t]!++;
      left--;
    }
  }
  return quotas;
}

/** The layer whose outputs' next weights have the smallest (r + 1/2) / n, compared without division. */
function nextLayer(
  sizes: readonly number[],
  rounds: readonly number[],
  done: readonly number[],
): number {
  let best = -1;
  for (let l = 0; l < sizes.length; l++) {
    if (done[l]! >= rounds[l]!) continue;
    if (best < 0 || (2 * done[l]! + 1) * sizes[best]! < (2 * done[best]! + 1) * sizes[l]!) best = l;
  }
  return best;
}
