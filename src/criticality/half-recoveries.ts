import { locate } from "./estimate.js";
import type { Control } from "./observation.js";
import type { BootstrapOptions } from "./phase-sample.js";
import type { Series } from "./series.js";

/** At how many sizes half recovery is found, and why not where it is not. */
export function halfRecoveries(
  { groups, phase }: Series,
  control: Control,
  options: BootstrapOptions,
): { found: number; sizes: number; missing: string } {
  const first = groups.map(
    (group) => locate(group, phase, control, { ...options, repetitions: 0 }).original[0]!,
  );
  const reasons = first.flatMap((found) => ("reason" in found ? [found.reason] : []));
  return {
    found: groups.length - reasons.length,
    sizes: groups.length,
    missing: [...new Set(reasons)].join("; "),
  };
}
