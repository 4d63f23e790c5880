import { paired } from "../../null-model/paired.js";
import { defined, type Value } from "../rows.js";

/**
 * Mean over seeds with Student's interval at 95 %, each value being one seed's. Seeds without a
 * value are left out; null where nothing is known.
 */
export function seedInterval(
  values: readonly number[],
): Record<"mean" | "lower" | "upper" | "seeds", Value> {
  const known = values.filter((value) => !Number.isNaN(value));
  const { difference, lower, upper } = paired(known, 0, 0.95);
  return {
    mean: defined(difference),
    lower: defined(lower),
    upper: defined(upper),
    seeds: known.length,
  };
}
