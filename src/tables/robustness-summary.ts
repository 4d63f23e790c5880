/** Columns of robustness-areas.arrow and noise-shift.arrow. */
import type { ColumnData } from "../arrow/table.js";
import type { GroupKey } from "../criticality/observation.js";
import type { AreaRow } from "../robustness/area.js";
import type { ShiftRow } from "../robustness/noise-shift.js";

function groupColumns(rows: readonly { readonly key: GroupKey }[]): Record<string, ColumnData> {
  return {
    dataset: rows.map(({ key }) => key.dataset),
    architecture: rows.map(({ key }) => key.architecture),
    criterion: rows.map(({ key }) => key.criterion),
    pruning: rows.map(({ key }) => key.pruning),
    width: Float64Array.from(rows, ({ key }) => key.width),
  };
}

export function areaColumns(rows: readonly AreaRow[]): Record<string, ColumnData> {
  const number = (pick: (row: AreaRow) => number) => Float64Array.from(rows, pick);
  return {
    ...groupColumns(rows),
    level: Uint32Array.from(rows, (row) => row.level),
    density: number((row) => row.density),
    model: rows.map((row) => row.model),
    start: rows.map((row) => row.start),
    perturbation: rows.map((row) => row.perturbation),
    seeds: Uint32Array.from(rows, (row) => row.seeds),
    order_parameter: number((row) => row.order),
    ...Object.fromEntries(
      (["area", "retained", "difference"] as const).flatMap((name) => [
        [name, number((row) => row[name].mean)],
        [`${name}_lower`, number((row) => row[name].lower)],
        [`${name}_upper`, number((row) => row[name].upper)],
      ]),
    ),
    p: number((row) => row.p),
    q: number((row) => row.q),
  };
}

export function shiftColumns(rows: readonly ShiftRow[]): Record<string, ColumnData> {
  const number = (pick: (row: ShiftRow) => number) => Float64Array.from(rows, pick);
  return {
    ...groupColumns(rows),
    amplitude: number((row) => row.amplitude),
    value: number((row) => row.value),
    lower: number((row) => row.lower),
    upper: number((row) => row.upper),
    ratio: number((row) => row.ratio),
    seeds: Uint32Array.from(rows, (row) => row.seeds),
    quality: number((row) => row.quality),
    verdict: rows.map((row) => row.verdict),
  };
}
