/** What `pcrit criticality` is given: topology tables of one or several runs, or observations. */
import { metadataAt } from "../arrow/large.js";
import { decodeTable, isLarge, readTable } from "../arrow/read.js";
import type { Table } from "../arrow/table.js";
import { foreignObservations } from "../criticality/foreign.js";
import type { Observation } from "../criticality/observation.js";
import type { Reference } from "../criticality/structure.js";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { observationTable } from "./observations.js";
import { topologyObservations } from "./topology-rows.js";

export interface CriticalityInput {
  readonly tables: readonly Table[];
  readonly observations: readonly Observation[];
  /** Structural densities row by row; none for a table of observations. */
  readonly references: readonly Reference[];
  /** Weight layers of an architecture; NaN where unknown. */
  readonly depth: (architecture: string) => number;
  /** A user's own table of observations, and whether its order parameter falls with its control. */
  readonly foreign?: { readonly falls: boolean };
}

/** @throws UserError for observations together with another table, and for what cannot be read. */
export function criticalityInput(paths: readonly string[], dimension: number): CriticalityInput {
  const files = paths.map((path) => ({ path, bytes: isHeld(path) ? readWhole(path) : undefined }));
  const foreign = files.flatMap(
    ({ path, bytes }) => (bytes && observationTable(path, bytes)) ?? [],
  );
  if (foreign.length > 0) {
    if (files.length > 1)
      throw new UserError(
        `${foreign[0]!.path}: expected a table of observations to be the only input, found ${files.length} files`,
      );
    const table = foreign[0]!;
    const column = (name: string) => table.float64(name);
    const { observations, falls } = foreignObservations(
      table.path,
      {
        size: column("size"),
        control: column("control"),
        value: column("value"),
        seed: column("seed"),
      },
      dimension,
    );
    const depth = () => Number.NaN;
    return { tables: foreign, observations, references: [], depth, foreign: { falls } };
  }
  const tables = files.map(({ path, bytes }) =>
    bytes ? decodeTable(path, bytes, "topology") : readTable(path, "topology"),
  );
  return {
    tables,
    observations: tables.flatMap(topologyObservations),
    references: referencesOf(tables),
    depth: depths(tables),
  };
}

/** Of a large table of a run columns are read one by one; all else is told by its bytes. */
function isHeld(path: string): boolean {
  if (!isLarge(path)) return true;
  try {
    return metadataAt(path).get("pcrit.table") !== "topology";
  } catch {
    return true; // no Arrow file
  }
}

/** Thresholds as densities: percolation's own, and those predicted as a share of the edges. */
function referencesOf(tables: readonly Table[]): Reference[] {
  const density = joined(tables, "density");
  const names = [...new Set(tables.flatMap((table) => table.names))];
  return names.flatMap((name) => {
    const threshold = /^(threshold_.+)_density_(magnitude|random)$/.exec(name);
    if (threshold)
      return [{ name: `${threshold[1]}_${threshold[2]}`, values: joined(tables, name) }];
    const predicted = /^(molloy_reed|non_backtracking)_occupation$/.exec(name);
    if (!predicted) return [];
    const values = joined(tables, name).map((occupation, row) => occupation * density[row]!);
    return [{ name: predicted[1]!, values }];
  });
}

function joined(tables: readonly Table[], name: string): Float64Array {
  return Float64Array.from(
    tables.flatMap((table) =>
      table.has(name)
        ? Array.from(table.float64(name))
        : new Array<number>(table.rows).fill(Number.NaN),
    ),
  );
}

/** As the table says it, else from the layers that have a density of their own. */
function depths(tables: readonly Table[]): (architecture: string) => number {
  const known = new Map<string, number>();
  const found = new Map<string, number>();
  for (const table of tables) {
    const layers = table.names.filter((name) => /^layer_density_layer\d+$/.test(name));
    const architecture = table.text("architecture");
    const stated = table.has("depth") ? table.float64("depth") : undefined;
    stated?.forEach((depth, row) => {
      if (!Number.isNaN(depth)) known.set(architecture[row]!, depth);
    });
    for (const name of layers) {
      const values = table.float64(name);
      const depth = Number(name.replace("layer_density_layer", "")) + 1;
      for (let row = 0; row < table.rows; row++)
        if (!Number.isNaN(values[row]!))
          found.set(architecture[row]!, Math.max(depth, found.get(architecture[row]!) ?? 0));
    }
  }
  return (architecture) => known.get(architecture) ?? found.get(architecture) ?? Number.NaN;
}
