/** How often this analysis finds a transition that is there, in a design like the one at hand. */
import { log } from "../math.js";
import type { SizeSample } from "../models/sample.js";
import { median } from "../statistics/quantile.js";
import { type Calibrated, calibrated } from "./calibrated.js";

export interface Power extends Calibrated {
  /** The design at hand, to compare with the calibrated one that stands for it. */
  readonly own: { readonly sizes: number; readonly seeds: number; readonly ratio: number };
}

/** The calibrated design with at most as many sizes and seeds, and the nearest ratio of levels. */
export function powerOf(
  samples: readonly SizeSample[],
  designs: readonly Calibrated[] = calibrated,
): Power | undefined {
  const sizes = samples.length;
  const seeds = Math.min(...samples.map(({ values }) => values.length));
  const ratio = median(samples.flatMap(({ control }) => ratios(control[0]!)));
  const able = designs.filter((c) => c.sizes <= sizes && c.seeds <= seeds);
  const nearest = [...able].sort(
    (a, b) =>
      b.sizes - a.sizes ||
      b.seeds - a.seeds ||
      Math.abs(log(a.ratio / ratio)) - Math.abs(log(b.ratio / ratio)),
  )[0];
  return nearest && { ...nearest, own: { sizes, seeds, ratio } };
}

function ratios(control: Float64Array): number[] {
  return Array.from(control.subarray(1), (p, i) => {
    const ratio = p / control[i]!;
    return ratio > 1 ? 1 / ratio : ratio;
  }).filter((ratio) => ratio > 0);
}
