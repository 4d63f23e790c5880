/** The designs that are calibrated, and how often. The first is the one that acceptance speaks of. */
import type { Design } from "./draw.js";

const sizes = [16, 32, 64, 128, 256, 512];

const design = (count: number, seeds: number, ratio: number): Design => ({
  sizes: sizes.slice(0, count),
  seeds,
  ratio,
  until: 5e-4,
  noise: 0.01,
});

export const designs: readonly (readonly [design: Design, trials: number])[] = [
  [design(4, 8, 0.65), 40],
  [design(4, 5, 0.65), 20],
  [design(4, 20, 0.65), 10],
  [design(3, 8, 0.65), 10],
  [design(6, 5, 0.65), 10],
  [design(6, 8, 0.65), 10],
  [design(4, 5, 0.8), 10],
  [design(4, 8, 0.8), 10],
  [design(4, 8, 0.9), 10],
];

export function designName({ sizes: own, seeds, ratio }: Design): string {
  return `${own.length} sizes, ${seeds} seeds, ratio ${ratio}`;
}
