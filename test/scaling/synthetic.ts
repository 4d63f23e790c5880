/** Samples drawn from a known scaling law, or from none. */

import type { SizeSample } from "../../src/models/sample.js";
import { Random } from "../../src/random.js";

export interface Law {
  readonly sizes: readonly number[];
  readonly seeds: number;
  readonly controls: readonly number[];
  /** m at control p and size L; z is the seed's own standard normal number. */
  readonly order: (p: number, size: number, z: number) => number;
  /** Standard deviation of the noise at each level. */
  readonly noise: number;
}

export function draw({ sizes, seeds, controls, order, noise }: Law, name: string): SizeSample[] {
  return sizes.map((size) => {
    const random = new Random(size, name);
    const values = Array.from({ length: seeds }, () => {
      const z = random.normal();
      return Float64Array.from(controls, (p) => order(p, size, z) + noise * random.normal());
    });
    return { size, factor: size, control: values.map(() => Float64Array.from(controls)), values };
  });
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A continuous transition at 0.5 with 1/nu = 0.8 and beta/nu = 0.2; seeds shift the curve. */
export const continuous: Law = {
  sizes: [16, 32, 64, 128],
  seeds: 8,
  controls: Array.from({ length: 25 }, (_, i) => 0.3 + 0.4 * (i / 24)),
  order: (p, size, z) =>
    (size / 16) ** -0.2 * sigmoid(2.5 * ((p - 0.5) * size ** 0.8 * 0.35 + 0.25 * z)),
  noise: 0.02,
};

/** A sigmoid in log p of one width and place at every size. */
export const smooth: Law = {
  ...continuous,
  controls: Array.from({ length: 21 }, (_, i) => 0.7 ** i),
  order: (p, _, z) => sigmoid(2 * (Math.log(p) + 3 + 0.04 * z)),
};

/** The same, its middle moving as 1 / L: a crossover whose place tends to zero. */
export const moving: Law = {
  ...smooth,
  order: (p, size, z) => sigmoid(2 * (Math.log(p * (size / 16)) + 2 + 0.04 * z)),
};

/** Every run is in one of two phases, with a weight that turns ever faster with size. */
export const jump: Law = {
  ...continuous,
  seeds: 20,
  order: (p, size, z) => (p - 0.5 + (0.5 * z) / size > 0 ? 0.9 : 0.1),
};
