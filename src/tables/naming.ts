import type { GroupKey } from "../criticality/observation.js";
import type { SeriesKey } from "../criticality/series.js";
import type { Row } from "./rows.js";

/** How a table names phases, control parameters and lengths: other words for a user's own table. */
export interface Naming {
  readonly phase: (name: string) => string;
  readonly control: (name: string) => string;
  readonly length: (name: string) => string;
}

export function seriesRow({ dataset, architecture, criterion, pruning }: SeriesKey): Row {
  return { dataset, architecture, criterion, pruning };
}

export function keyRow(key: GroupKey): Row {
  return { ...seriesRow(key), width: key.width };
}
