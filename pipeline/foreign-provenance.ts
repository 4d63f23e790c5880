import { createHash } from "node:crypto";
import type { Provenance } from "../src/arrow/table.js";
import { readWhole } from "../src/files.js";
import type { StageCall } from "./stage.js";

/** Provenance of what was made from files of other kinds than tables: their SHA-256 by their roles. */
export function foreignProvenance(
  call: StageCall,
  files: Readonly<Record<string, string | undefined>>,
  attributes: Readonly<Record<string, unknown>>,
): Provenance {
  const hash = (path: string) => createHash("sha256").update(readWhole(path)).digest("hex");
  return {
    stage: call.stage,
    settings: call.settings,
    inputs: Object.fromEntries(
      Object.entries(files).flatMap(([role, path]) =>
        path === undefined ? [] : [[role, hash(path)]],
      ),
    ),
    attributes,
  };
}
