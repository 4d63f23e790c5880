/** Where an analysis used some of the cells, its file says of how many: see src/correlate/sample.ts. */
import type { Table } from "../../arrow/table.js";
import { isObject } from "../../json.js";
import { count } from "../format.js";

/** With a blank before it; nothing where all were used. */
export function sampleSentence(
  table: Table | undefined,
  wanted: Readonly<Record<string, string | undefined>>,
): string {
  const all: unknown = table?.attribute("sample");
  const found = (Array.isArray(all) ? all : []).find(
    (one) => isObject(one) && Object.entries(wanted).every(([name, value]) => one[name] === value),
  );
  const { cells, of } = (found ?? {}) as { readonly cells?: unknown; readonly of?: unknown };
  return typeof cells === "number" && typeof of === "number"
    ? ` Of ${count(of)} cells ${count(cells)} were used, drawn at random.`
    : "";
}
