/**
 * Of many cells a sample, so that an analysis has an end. Exchanges and intervals cost the square of the cells
 * of a stratum, predictions the cube of its rows. A sample of some hundreds says as much as anybody could use,
 * and it is stated: in the column `cells` of each row, in the attribute "sample" of the file, on the page.
 *
 * Cells are drawn stratum by stratum, each by a stream of its name. Strata share what there is alike; of more
 * strata than can have `least` cells some are drawn.
 */
import { Random } from "../random.js";
import type { Stratum } from "./strata.js";

/** What may be used of one criterion; a cell costs 1 or as many rows as it has. */
export interface Budget {
  /** Of a stratum. */
  readonly each: number;
  readonly all: number;
  /** Cells that a stratum has at least. */
  readonly least: number;
  readonly cost: "cells" | "rows";
}

/** Exchanges of whole cells, and what is left without each. */
export const correlationBudget: Budget = { each: 250, all: 1000, least: 3, cost: "cells" };
/** Regressions without a stratum, and without each two. */
export const predictionBudget: Budget = { each: 300, all: 3000, least: 2, cost: "rows" };

/** Cells that were drawn, of how many. */
export interface Sample {
  readonly cells: number;
  readonly of: number;
}

type Sized = Pick<Stratum, "name" | "cells"> & { readonly levels: { readonly length: number } };

/**
 * Places of the cells that are used, ascending, for each stratum; none for one that is not used.
 * @param stream names whose strata they are.
 */
export function sampled(
  strata: readonly Sized[],
  budget: Budget,
  seed: number,
  stream: string,
): number[][] {
  const costs = strata.map(({ levels }) => (budget.cost === "cells" ? 1 : levels.length));
  const dearest = costs.reduce((most, cost) => Math.max(most, cost), 1);
  const most = Math.max(1, Math.floor(budget.all / (budget.least * dearest)));
  const chosen = new Set(drawn(strata.length, most, new Random(seed, `${stream}/strata`)));
  const share = Math.min(budget.each, budget.all / chosen.size);
  return strata.map(({ name, cells }, s) => {
    if (!chosen.has(s)) return [];
    const wanted = Math.max(budget.least, Math.floor(share / costs[s]!));
    return drawn(cells.length, wanted, new Random(seed, `${stream}/${name}`));
  });
}

/** So many of the numbers below `count`, ascending; all of them where there are no more. */
function drawn(count: number, wanted: number, random: Random): number[] {
  if (count <= wanted) return Array.from({ length: count }, (_, i) => i);
  return Array.from(random.permutation(count).subarray(0, wanted)).sort((a, b) => a - b);
}

/** Strata with the cells of the sample alone, and what it is; undefined where it is all of them. */
export function sampledStrata(
  strata: readonly Stratum[],
  budget: Budget,
  seed: number,
  stream: string,
): { readonly strata: readonly Stratum[]; readonly sample: Sample | undefined } {
  const places = sampled(strata, budget, seed, stream);
  const kept = strata.flatMap((stratum, s) => {
    const own = places[s]!;
    const cells = own.map((place) => stratum.cells[place]!);
    return own.length === 0
      ? []
      : [{ ...stratum, cells, rows: own.map((place) => stratum.rows[place]!) }];
  });
  return { strata: kept, sample: sampleOf(strata, kept) };
}

type Counted = { readonly cells: readonly unknown[] };

export function sampleOf(all: readonly Counted[], kept: readonly Counted[]): Sample | undefined {
  const count = (some: readonly Counted[]) => some.reduce((sum, own) => sum + own.cells.length, 0);
  const [cells, of] = [count(kept), count(all)];
  return cells < of ? { cells, of } : undefined;
}
