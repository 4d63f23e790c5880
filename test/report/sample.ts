/**
 * Arrow files of an experiment that never ran: several widths, criteria and seeds whose accuracy
 * falls along a logistic curve in log density. Every column that the real stages write is there,
 * with values of plausible size, written through the same code as theirs.
 */
import { join } from "node:path";
import type { ColumnData, Provenance } from "../../src/arrow/table.js";
import { writeTable } from "../../src/arrow/write.js";
import {
  type Cell,
  cellsOf,
  classes,
  type Resolved,
  type Row,
  type SampleOptions,
  settingsOf,
} from "./sample-cell.js";
import { correlationRows, criticalityRows, orderRows } from "./sample-estimates.js";
import { degreeRows, percolationRows } from "./sample-graph.js";
import { topologyRows } from "./sample-topology.js";

/** Paths of the files written. */
export interface Sample {
  readonly topology: string;
  readonly order: string;
  readonly criticality: string;
  readonly correlations: string;
  readonly cells: readonly string[];
}

const provenance: Provenance = { stage: "sample", settings: "{}", inputs: {}, seed: 0 };

export function writeSample(folder: string, options: SampleOptions = {}): Sample {
  const resolved: Resolved = {
    widths: [0.25, 0.5, 1, 2],
    criteria: ["magnitude", "random"],
    seeds: 3,
    levels: 26,
    without: [],
    resolved: true,
    dataset: "glyphs",
    anonymous: false,
    ...options,
  };
  const cells = cellsOf(resolved);
  const rows = cells.flatMap((cell) => topologyRows(cell, resolved));
  const write = (name: string, data: readonly Row[], integers: readonly string[] = []) => {
    const path = join(folder, `${name}.arrow`);
    writeTable(path, name, toArrow(data, integers), provenance);
    return path;
  };
  return {
    topology: write("topology", rows, [
      "seed",
      "hidden_units",
      "prunable_weights",
      "level",
      "weights",
    ]),
    order: write("order", orderRows(rows), ["level", "seeds"]),
    criticality: write("criticality", criticalityRows(resolved), ["seeds"]),
    correlations: write("correlations", correlationRows(resolved), ["cells", "observations"]),
    cells: cells.flatMap((cell) => writeCell(folder, cell, resolved)),
  };
}

function writeCell(folder: string, cell: Cell, options: Resolved): string[] {
  const attributes: Record<string, unknown> = options.anonymous
    ? {}
    : { cell: { ...settingsOf(cell), classes } };
  const base = join(folder, "cells", cell.name);
  const all = Array.from({ length: options.levels }, (_, level) => level);
  const write = (name: string, rows: readonly Row[], integers: readonly string[]) => {
    const columns = toArrow(rows, integers, name === "degrees" ? ["layer"] : []);
    writeTable(join(base, `${name}.arrow`), name, columns, { ...provenance, attributes });
    return join(base, `${name}.arrow`);
  };
  return [
    write(
      "percolation",
      all.flatMap((level) => percolationRows(cell, level)),
      ["level", "edges"],
    ),
    write(
      "degrees",
      all.flatMap((level) => degreeRows(cell, level)),
      ["level", "degree", "units"],
    ),
  ];
}

function toArrow(
  rows: readonly Row[],
  integers: readonly string[],
  bytes: readonly string[] = [],
): Record<string, ColumnData> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = rows.map((row) => row[name] ?? Number.NaN);
      if (typeof values[0] === "string") return [name, values as string[]];
      const numbers = values.map(Number);
      if (integers.includes(name)) return [name, Uint32Array.from(numbers)];
      if (bytes.includes(name)) return [name, Uint8Array.from(numbers)];
      return [name, Float64Array.from(numbers)];
    }),
  );
}
