/**
 * Arrow files of an experiment that never ran: several widths, criteria and seeds whose accuracy
 * falls along a logistic curve in log density. Every column that the real stages write is there,
 * with values of plausible size, written through the same code as theirs.
 */
import { join } from "node:path";
import { type ColumnType, tableFormat } from "../../src/arrow/format.js";
import { arrays, type ColumnData, type Provenance } from "../../src/arrow/table.js";
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
import {
  confusionRows,
  portraitBandRows,
  portraitEdgeRows,
  portraitNullRows,
  portraitRows,
} from "./sample-portrait.js";
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
    portraits: true,
    ...options,
  };
  const cells = cellsOf(resolved);
  const rows = cells.flatMap((cell) => topologyRows(cell, resolved));
  const write = (name: string, data: readonly Row[]) => {
    const path = join(folder, `${name}.arrow`);
    writeTable(path, name, toArrow(data, typesOf(name)), provenance);
    return path;
  };
  return {
    topology: write("topology", rows),
    order: write("order", orderRows(rows)),
    criticality: write("criticality", criticalityRows(resolved)),
    correlations: write("correlations", correlationRows(resolved)),
    cells: cells.flatMap((cell) => writeCell(folder, cell, resolved)),
  };
}

function writeCell(folder: string, cell: Cell, options: Resolved): string[] {
  const attributes: Record<string, unknown> = options.anonymous
    ? {}
    : { cell: { ...settingsOf(cell), classes } };
  const base = join(folder, "cells", cell.name);
  const all = Array.from({ length: options.levels }, (_, level) => level);
  const write = (name: string, rows: readonly Row[]) => {
    const columns = toArrow(rows, typesOf(name));
    writeTable(join(base, `${name}.arrow`), name, columns, { ...provenance, attributes });
    return join(base, `${name}.arrow`);
  };
  return [
    write(
      "percolation",
      all.flatMap((level) => percolationRows(cell, level)),
    ),
    write(
      "degrees",
      all.flatMap((level) => degreeRows(cell, level)),
    ),
    ...(cell.seed === 0 && options.portraits
      ? [
          write(
            "portrait",
            all.flatMap((level) => portraitRows(cell, level)),
          ),
          write(
            "portrait-edges",
            all.flatMap((level) => portraitEdgeRows(cell, level)),
          ),
          write(
            "portrait-bands",
            all.flatMap((level) => portraitBandRows(level)),
          ),
          write("portrait-nulls", portraitNullRows(cell)),
          write(
            "confusion",
            all.flatMap((level) => confusionRows(cell, level)),
          ),
        ]
      : []),
  ];
}

type Types = ReadonlyMap<string, ColumnType>;

function typesOf(table: string): Types {
  return new Map(tableFormat(table).columns.map(({ name, type }) => [name, type]));
}

/** Columns of the types that are described; further ones are float64. */
function toArrow(rows: readonly Row[], types: Types): Record<string, ColumnData> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = rows.map((row) => row[name] ?? Number.NaN);
      const type = types.get(name) ?? "float64";
      if (type === "text" || type === "bytes" || type === "floats")
        return [name, values as string[]];
      return [name, arrays[type].from(values.map(Number))];
    }),
  );
}
