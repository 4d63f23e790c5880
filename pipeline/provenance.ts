import type { Provenance, Table } from "../src/arrow/table.js";
import type { StageCall } from "./stage.js";

/** Attributes that are handed on. */
export const handedOn = ["cell", "units", "names"];

/** A table, or what is known of one that is not in memory. */
export type Source = Pick<Table, "sha256" | "attribute">;

/**
 * The provenance of a stage's artefacts: its settings and seed, the SHA-256 of every input by its
 * role, and the attributes `cell`, `units` and `names`, handed on from the first input that has them, so
 * that whatever is computed from a cell's network says which cell it was, and an imported one keeps its names.
 */
export function provenance(
  call: StageCall,
  inputs: Readonly<Record<string, Source | undefined>>,
  attributes: Readonly<Record<string, unknown>> = {},
): Provenance {
  const tables = Object.entries(inputs).filter((entry): entry is [string, Source] => !!entry[1]);
  const handed = Object.fromEntries(
    handedOn.flatMap((name) => {
      const value = tables.map(([, t]) => t.attribute(name)).find((v) => v !== undefined);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const seed = call.value("seed");
  return {
    stage: call.stage,
    settings: call.settings,
    inputs: Object.fromEntries(tables.map(([role, table]) => [role, table.sha256()])),
    ...(typeof seed === "number" ? { seed } : {}),
    attributes: { ...handed, ...attributes },
  };
}
