/** Groups of cells whose order parameter is a sigmoid in log density around a known point. */

import type { Observation } from "../../src/criticality/observation.js";
import { exp, log } from "../../src/math.js";
import type { Random } from "../../src/random.js";

export interface Shape {
  readonly seeds: number;
  readonly levels: number;
  /** Density of a level / density of the level before. */
  readonly ratio: number;
  /** Mean over seeds of the log density at which m = 1/2. */
  readonly centre: number;
  /** Standard deviation over seeds of that point, in log density. */
  readonly spread: number;
  /** m = 1 / (1 + exp(-sharpness (log density - point))). */
  readonly sharpness: number;
  /** Standard deviation of the noise added at each level. */
  readonly noise: number;
  /** A seed's point is centre + spread times such a number; a standard normal one where left out. */
  readonly draw?: (random: Random) => number;
}

export const usual: Shape = {
  seeds: 5,
  levels: 26,
  ratio: 0.75,
  centre: -4,
  spread: 0.3,
  sharpness: 2,
  noise: 0.02,
};

export const key = {
  dataset: "synthetic",
  architecture: "fc",
  criterion: "magnitude",
  pruning: "iterative",
  width: 1,
};

/** An observation with the control parameters that belong to a density. */
export function observation(
  seed: number,
  level: number,
  density: number,
  m: number,
  effective = density,
): Observation {
  return {
    ...key,
    seed,
    level,
    size: 100,
    order: { before: m, after: m },
    control: {
      density,
      effective_density: effective,
      weights: 1000 * density,
      mean_degree: 20 * density,
    },
  };
}

const normal = (random: Random) => random.normal();

/** Seeds differ in where they collapse, by a normal number, and in the noise of every level. */
export function sigmoidGroup(shape: Shape, random: Random): Observation[] {
  return Array.from({ length: shape.seeds }, (_, seed) => {
    const point = shape.centre + shape.spread * (shape.draw ?? normal)(random);
    return Array.from({ length: shape.levels }, (_, level) => {
      const x = level * log(shape.ratio);
      const m = 1 / (1 + exp(-shape.sharpness * (x - point))) + shape.noise * random.normal();
      return observation(seed, level, exp(x), m);
    });
  }).flat();
}
