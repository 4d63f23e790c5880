/** Observations of any system (size, control, value, seed) as what the analysis reads. */
import { UserError } from "../error.js";
import { exp, log } from "../math.js";
import { mean } from "../statistics/moments.js";
import type { Observation } from "./observation.js";

export interface Foreign {
  readonly size: ArrayLike<number>;
  readonly control: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  readonly seed: ArrayLike<number>;
}

export interface ForeignObservations {
  readonly observations: readonly Observation[];
  /** The order parameter falls with the control parameter: all four controls are 1 / control. */
  readonly falls: boolean;
}

interface Point {
  readonly control: number;
  readonly value: number;
}

/**
 * @param dimension the susceptibility is size^dimension x variance over seeds.
 * @throws UserError naming `path` where seeds cannot be put side by side.
 */
export function foreignObservations(
  path: string,
  table: Foreign,
  dimension: number,
): ForeignObservations {
  const sizes = bySizeAndSeed(path, table);
  const falls = fallsWithControl(sizes);
  const observations = [...sizes].flatMap(([size, seeds]) => {
    const factor = exp(dimension * log(size));
    return sideBySide(path, size, [...seeds.values()]).flatMap((points, s) => {
      const seed = [...seeds.keys()][s]!;
      const dense = points.sort((a, b) => (falls ? a.control - b.control : b.control - a.control));
      return dense.map(({ control, value }, level): Observation => {
        const x = falls ? 1 / control : control;
        return {
          dataset: "",
          architecture: "",
          criterion: "",
          pruning: "",
          width: size,
          seed,
          level,
          size: factor,
          order: { before: value, after: value },
          control: { density: x, effective_density: x, weights: x, mean_degree: x },
        };
      });
    });
  });
  return { observations, falls };
}

type Sizes = ReadonlyMap<number, ReadonlyMap<number, Point[]>>;

function bySizeAndSeed(path: string, { size, control, value, seed }: Foreign): Sizes {
  const sizes = new Map<number, Map<number, Point[]>>();
  const found = new Set<string>();
  if (size.length === 0) throw new UserError(`${path}: expected observations, found no row`);
  for (let row = 0; row < size.length; row++) {
    const [s, c] = [size[row]!, control[row]!];
    if (!(s > 0) || !(c > 0))
      throw new UserError(
        `${path}: expected size and control above 0, found ${s > 0 ? c : s} in row ${row}; the analysis reads logarithms`,
      );
    const seeds = sizes.get(s) ?? new Map<number, Point[]>();
    sizes.set(s, seeds);
    const points = seeds.get(seed[row]!) ?? [];
    seeds.set(seed[row]!, points);
    const place = `${s} ${seed[row]} ${c}`;
    if (found.has(place))
      throw new UserError(
        `${path}: expected one value for each size, control and seed, found two for size ${s}, control ${c}, seed ${seed[row]}`,
      );
    found.add(place);
    points.push({ control: c, value: value[row]! });
  }
  return sizes;
}

/** The sign of the covariance of value and log control within sizes, summed over sizes. */
function fallsWithControl(sizes: Sizes): boolean {
  let sum = 0;
  for (const seeds of sizes.values()) {
    const points = [...seeds.values()].flat().filter(({ value }) => !Number.isNaN(value));
    const centre = mean(points.map(({ control }) => log(control)));
    const middle = mean(points.map(({ value }) => value));
    for (const { control, value } of points) sum += (log(control) - centre) * (value - middle);
  }
  return sum < 0;
}

/** The points of each seed, level by level. */
function sideBySide(path: string, size: number, seeds: readonly Point[][]): Point[][] {
  const counts = new Map<number, number>();
  for (const points of seeds)
    for (const { control } of points) counts.set(control, (counts.get(control) ?? 0) + 1);
  const shared = seeds.map((points) =>
    points.filter(({ control }) => counts.get(control) === seeds.length),
  );
  if (shared[0]!.length >= 3) return shared;
  if (seeds.every((points) => points.length === seeds[0]!.length && points.length >= 3))
    return [...seeds];
  throw new UserError(
    `${path}: expected the seeds of size ${size} to share at least 3 control values, or to have equally many, found ${shared[0]!.length} shared and ${seeds.map((points) => points.length).join(", ")} values`,
  );
}
