/** Degree histograms as an Arrow file: degrees.arrow. */
import type { Provenance } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import type { DegreeRow } from "../degree/statistics.js";

/** Writes degrees.arrow: levels in the order given. */
export function writeDegrees(
  path: string,
  levels: readonly { readonly level: number; readonly rows: readonly DegreeRow[] }[],
  provenance: Provenance,
): void {
  const rows = levels.flatMap(({ level, rows: own }) => own.map((row) => ({ level, ...row })));
  writeTable(
    path,
    "degrees",
    {
      level: Uint32Array.from(rows, (row) => row.level),
      layer: Uint8Array.from(rows, (row) => row.layer),
      side: rows.map((row) => row.side),
      degree: Uint32Array.from(rows, (row) => row.degree),
      units: Uint32Array.from(rows, (row) => row.units),
    },
    provenance,
  );
}
