/** The interval of a law's parameter, from its fits to simulated experiments. */
import type { LawResult } from "../models/compare.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";

export interface LawInterval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** At 95 %; places in the law's own units, whose sign is that of the place itself. */
export function intervalOf({ best, replicates }: LawResult, name: string): LawInterval {
  const k = best.law.parameters.indexOf(name);
  const value = best.theta[k]!;
  const own = replicates.map(({ theta }) => theta[k]!);
  // Simulated experiments scatter as the real one, so no correction for few seeds is due.
  const { lower, upper } = bootstrapInterval(value, own, 1e6, 0.95, 1e6);
  return { value, lower, upper };
}
