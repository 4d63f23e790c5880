/**
 * Do two series share an exponent? The difference of their estimates against its spread over pairs
 * of independent bootstrap samples: an interval, and p from Student's distribution with the smaller
 * number of degrees of freedom of the two; q by Benjamini and Hochberg over all pairs and
 * parameters asked together. A shared exponent is never proved: the interval says by how much they
 * may differ.
 */
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { benjaminiHochberg } from "../statistics/false-discovery.js";
import type { Interval } from "../statistics/interval.js";
import { variance } from "../statistics/moments.js";
import { studentTail } from "../statistics/student.js";
import type { Estimated, ScalingParameter } from "./scale.js";

export interface ExponentSet {
  readonly name: string;
  /** Fewest seeds at a size, and sum over sizes of seeds - 1. */
  readonly seeds: number;
  readonly freedom: number;
  readonly parameters: Readonly<Record<ScalingParameter, Estimated>>;
}

export interface SharedExponent extends Interval {
  readonly first: string;
  readonly second: string;
  readonly parameter: ScalingParameter;
  readonly difference: number;
  readonly p: number;
  readonly q: number;
  readonly verdict: "differ" | "compatible" | "unknown";
}

export const exponents = ["1/nu", "beta/nu", "gamma/nu"] as const;

/** All pairs in the order given. */
export function sharedExponents(
  sets: readonly ExponentSet[],
  confidence: number,
): SharedExponent[] {
  const rows = sets.flatMap((first, i) =>
    sets
      .slice(i + 1)
      .flatMap((second) => exponents.map((name) => compare(first, second, name, confidence))),
  );
  const q = benjaminiHochberg(rows.map(({ p }) => p));
  return rows.map((row, i) => ({
    ...row,
    q: q[i]!,
    verdict: Number.isNaN(q[i]!) ? "unknown" : q[i]! <= 1 - confidence ? "differ" : "compatible",
  }));
}

function compare(
  first: ExponentSet,
  second: ExponentSet,
  parameter: ScalingParameter,
  confidence: number,
) {
  const [a, b] = [first.parameters[parameter], second.parameters[parameter]];
  const pairs = Math.min(a.replicates.length, b.replicates.length);
  const replicates = Float64Array.from(
    { length: pairs },
    (_, r) => a.replicates[r]! - b.replicates[r]!,
  );
  const difference = a.value - b.value;
  const seeds = Math.min(first.seeds, second.seeds);
  const freedom = Math.min(first.freedom, second.freedom);
  const interval = bootstrapInterval(difference, replicates, seeds, confidence, freedom);
  const error = Math.sqrt((variance(replicates) * seeds) / (seeds - 1));
  const known = !Number.isNaN(a.lower) && !Number.isNaN(b.lower) && error > 0;
  const p = known ? studentTail(Math.abs(difference) / error, freedom) : Number.NaN;
  return { first: first.name, second: second.name, parameter, difference, ...interval, p };
}
