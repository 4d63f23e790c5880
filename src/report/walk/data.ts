/**
 * Data sets of the walk through the collapse. Their rows are sorted by cell and level: in a chart
 * they hold the rows of the cell and level at which the reader stands.
 */
import { classNames } from "../../tables/confusion.js";
import type { Data } from "../charts/needs.js";
import type { Results } from "../inputs/results.js";
import { type Stop, shares, type WalkCell } from "../inputs/walk-cells.js";
import { defined, type Rows } from "../rows.js";
import { edgeRows, layerRows, pixelRows, placeRows, unitRows } from "./graph.js";

/** Every data set by its name, or why it has no rows. */
export function walkData(results: Results): Data {
  const { walk } = results;
  const reason = whyNoWalk(results);
  const rows = (of: (cell: WalkCell) => Rows, otherwise: string) => {
    const all = walk.flatMap(of);
    return all.length > 0 ? all : (reason ?? otherwise);
  };
  const without = (table: string, what: string) =>
    `No ${table} table of a cell with a portrait was given, so ${what} cannot be shown.`;
  const edges = without("portrait-edges", "the strongest edges");
  return {
    "walk-now": rows(nowRows, ""),
    "walk-shares": rows(shareRows, "topology.arrow holds no share of components or paths."),
    "walk-places": rows(placeRows, ""),
    "walk-layers": rows(layerRows, ""),
    "walk-units": rows(unitRows, "No node of the portraits has an edge."),
    "walk-pixels": rows(pixelRows, "The inputs are not the pixels of an image."),
    "walk-edges": rows(edgeRows, edges),
    "walk-confusion": rows(confusionRows, without("confusion", "what is taken for what")),
  };
}

/** Why there is no walk at all; undefined where there is one. */
export function whyNoWalk({ walk, topology, inputs }: Results): string | undefined {
  if (walk.length > 0) return undefined;
  if (inputs.cells.portrait.length === 0)
    return "No portrait table was given to the report, so there is no walk through the levels. pcrit portrait makes it from a graph and its communities.";
  return topology
    ? "topology.arrow holds no level of a cell that has a portrait, so there is no walk through the levels."
    : "No topology table was given to the report, so there is no walk through the levels.";
}

/** The rows of one cell and level where a data set has them; other data sets as they are. */
export function standingAt(data: Data, { cell, level }: Stop): Data {
  return Object.fromEntries(
    Object.entries(data).map(([name, rows]) => {
      if (!name.startsWith("walk-") || typeof rows === "string") return [name, rows];
      const here = (row: Rows[number]) =>
        row["cell"] === cell.cell.cell && (row["level"] ?? level.level) === level.level;
      return [name, rows.filter(here)];
    }),
  );
}

function nowRows({ cell, series, levels }: WalkCell): Rows {
  return levels.map(({ shares: _, hidden: __, ...level }) => ({
    cell: cell.cell,
    series,
    width: cell.width,
    seed: cell.seed,
    ...level,
  }));
}

function shareRows({ cell, levels }: WalkCell): Rows {
  return levels.flatMap(({ level, shares: own }) =>
    Object.entries(shares).flatMap(([name, label], rank) => {
      const share = own[name as keyof typeof shares];
      return Number.isNaN(share) ? [] : [{ cell: cell.cell, level, label, rank, share }];
    }),
  );
}

/** Pairs of classes that occur. */
function confusionRows({ confusion, cell, levels }: WalkCell): Rows {
  if (!confusion) return [];
  const wanted = new Set(levels.map(({ level }) => level));
  const [level, state, images] = [
    confusion.uint32("level"),
    confusion.text("state"),
    confusion.uint32("images"),
  ];
  const label = confusion.uint8("label");
  const name = classNames(confusion);
  const classes = label.reduce((most, c) => Math.max(most, c), 0) + 1;
  return [...level.keys()]
    .filter((row) => images[row]! > 0 && wanted.has(level[row]!))
    .map((row) => ({
      cell: cell.cell,
      level: level[row]!,
      state: state[row]!,
      label: name(label[row]!),
      prediction: name(confusion.uint8("prediction")[row]!),
      images: defined(images[row]!),
      classes,
    }));
}
