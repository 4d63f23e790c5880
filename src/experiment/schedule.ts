import type { Schedule } from "./experiment.js";

/**
 * Surviving weights of levels 1, 2, … of a network with `prunable` weights: the prescribed density
 * times `prunable`, rounded half up. Level l of a ratio schedule has density ratio^l, by repeated
 * multiplication, down to minimumDensity (a relative 1e-9 below it still counts, for rounding).
 * A level that would keep no fewer weights than the one before is left out; the first that would
 * keep none ends the list.
 * @param weights of the network to begin with: fewer than `prunable` where it was pruned before.
 */
export function levelCounts(
  schedule: Schedule,
  prunable: number,
  weights: number = prunable,
): number[] {
  const counts: number[] = [];
  let previous = weights;
  for (const density of densities(schedule)) {
    const count = Math.round(density * prunable);
    if (count < 1) break;
    if (count < previous) counts.push(count);
    previous = Math.min(previous, count);
  }
  return counts;
}

function* densities({ ratio = 0.75, minimumDensity = 0, densities: list }: Schedule) {
  if (list) {
    yield* list;
    return;
  }
  for (let density = ratio; density >= minimumDensity * (1 - 1e-9); density *= ratio) yield density;
}
