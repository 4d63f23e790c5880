/** Columns of equivalence.arrow, and the critical densities that it reads. */
import type { ColumnData, Table } from "../arrow/table.js";
import { groupName } from "../criticality/groups.js";
import type { GroupKey } from "../criticality/observation.js";
import type { Contrast, ContrastSettings } from "../null-model/contrasts.js";
import { type CriticalDensity, unknownDensity } from "../null-model/side.js";

export function equivalenceColumns(
  rows: readonly Contrast[],
  { margin, confidence }: ContrastSettings,
): Record<string, ColumnData> {
  const number = (pick: (row: Contrast) => number) => Float64Array.from(rows, pick);
  return {
    dataset: rows.map(({ key }) => key.dataset),
    architecture: rows.map(({ key }) => key.architecture),
    criterion: rows.map(({ key }) => key.criterion),
    pruning: rows.map(({ key }) => key.pruning),
    width: number(({ key }) => key.width),
    start: rows.map((row) => row.start),
    scope: rows.map((row) => row.scope),
    side: rows.map((row) => row.side),
    level: Int32Array.from(rows, (row) => row.level),
    density: number((row) => row.density),
    first: rows.map((row) => row.first),
    second: rows.map((row) => row.second),
    seeds: Uint32Array.from(rows, (row) => row.seeds),
    difference: number((row) => row.difference),
    lower: number((row) => row.lower),
    upper: number((row) => row.upper),
    confidence: number(() => confidence),
    p: number((row) => row.p),
    q: number((row) => row.q),
    margin: number(() => margin),
    equivalence_p: number((row) => row.equivalenceP),
    verdict: rows.map((row) => row.verdict),
  };
}

/** The half-recovery density after fine-tuning of each group, from criticality.arrow. */
export function criticalDensities(table: Table | undefined): (key: GroupKey) => CriticalDensity {
  const known = new Map<string, CriticalDensity>();
  if (table) {
    const text = (name: string) => table.text(name);
    const [value, lower, upper] = ["value", "lower", "upper"].map((name) => table.float64(name));
    for (let row = 0; row < table.rows; row++) {
      if (text("phase")[row] !== "after" || text("control")[row] !== "density") continue;
      if (text("estimator")[row] !== "half-recovery") continue;
      const key = {
        dataset: text("dataset")[row]!,
        architecture: text("architecture")[row]!,
        criterion: text("criterion")[row]!,
        pruning: text("pruning")[row]!,
        width: table.float64("width")[row]!,
      };
      known.set(groupName(key), { value: value![row]!, lower: lower![row]!, upper: upper![row]! });
    }
  }
  return (key) => known.get(groupName(key)) ?? unknownDensity;
}
