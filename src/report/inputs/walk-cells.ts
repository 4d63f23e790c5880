/**
 * The walk through the collapse: cells that have a portrait, one a series and width, and what is
 * known of each of their levels. A level is in the walk if topology.arrow has it.
 */
import type { Table } from "../../arrow/table.js";
import { strongestEdges } from "../../portrait/strongest.js";
import { groupBy } from "../rows.js";
import { wholeColumn } from "./derived.js";
import type { CellOf, Inputs } from "./inputs.js";
import { type LabelledSeries, seriesKey } from "./series.js";
import { statesOf } from "./untrained.js";

export interface WalkLevel {
  readonly level: number;
  readonly density: number;
  readonly weights: number;
  readonly accuracy: number;
  /** Edges of the graph, and how many of them the figure of the walk draws. */
  readonly edges: number;
  readonly drawn: number;
  readonly failure: string;
  /** Hidden units that the portrait draws, and how many of them are live. */
  readonly hidden: Counted;
  /** Shares: NaN where topology.arrow lacks them. That of hidden units is what the portrait draws. */
  readonly shares: Readonly<Record<Share, number>>;
}

export interface Counted {
  readonly live: number;
  readonly units: number;
}

/** What the components' chart shows, from topology.arrow: column -> what it is called. */
export const shares = {
  giant: "largest component",
  second: "second component",
  live_share_layer0: "inputs on a path",
  live_hidden: "hidden units on a path",
  reached_outputs: "outputs reached",
} as const;
export type Share = keyof typeof shares;

export interface WalkCell {
  readonly cell: CellOf;
  readonly series: string;
  readonly portrait: Table;
  readonly edges: Table | undefined;
  /** How many edges lead from place to place, where the portrait has not all. */
  readonly bands: Table | undefined;
  readonly nulls: Table | undefined;
  readonly confusion: Table | undefined;
  readonly levels: readonly WalkLevel[];
}

/** In the order of the series, then widths. */
export function walkCells(
  { cells }: Inputs,
  topology: Table | undefined,
  series: readonly LabelledSeries[],
): WalkCell[] {
  if (!topology) return [];
  const rows = groupBy(topology.text("cell").keys(), (row) => topology.text("cell")[row]!);
  const known = new Map(series.map((s) => [seriesKey(s), s] as const));
  const found = cells.portrait.flatMap(({ cell, read }) => {
    const label = known.get(seriesKey(cell))?.label;
    if (label === undefined) return [];
    const table = (name: "portrait-edges" | "portrait-bands" | "portrait-nulls" | "confusion") =>
      cells[name].find((file) => file.cell.cell === cell.cell)?.read();
    const [portrait, edges] = [read(), table("portrait-edges")];
    const levels = levelsOf(topology, rows.get(cell.cell) ?? [], portrait, edges);
    return [
      {
        ...{ cell, series: label, portrait, edges, levels },
        bands: table("portrait-bands"),
        nulls: table("portrait-nulls"),
        confusion: table("confusion"),
      },
    ];
  });
  const rank = ({ series: label }: WalkCell) => series.findIndex((s) => s.label === label);
  return found
    .filter(({ levels }) => levels.length > 0)
    .sort((a, b) => rank(a) - rank(b) || a.cell.width - b.cell.width || a.cell.seed - b.cell.seed);
}

function levelsOf(
  topology: Table,
  rows: readonly number[],
  portrait: Table,
  drawn: Table | undefined,
): WalkLevel[] {
  const edges = sums(portrait.uint32("level"), portrait.uint32("out_degree"));
  const states = statesOf(topology);
  const level = drawn?.uint32("level");
  const shown = sums(strongestRows(drawn).map((row) => level![row]!));
  const hidden = liveHidden(portrait);
  const columns = Object.keys(shares).map((name) => [name, wholeColumn(topology, name)] as const);
  return rows
    .map((row) => ({
      level: topology.uint32("level")[row]!,
      density: topology.float64("density")[row]!,
      weights: topology.uint32("weights")[row]!,
      accuracy: topology.float64("accuracy")[row]!,
      edges: edges.get(topology.uint32("level")[row]!) ?? 0,
      drawn: shown.get(topology.uint32("level")[row]!) ?? 0,
      failure: states[row]!,
      hidden: hidden.get(topology.uint32("level")[row]!) ?? none,
      shares: Object.fromEntries(
        columns.map(([name, column]) => [name, column?.[row] ?? Number.NaN]),
      ) as Record<Share, number>,
    }))
    .map((level) => ({ ...level, shares: { ...level.shares, live_hidden: shareOf(level.hidden) } }))
    .filter(({ level }) => edges.has(level))
    .sort((a, b) => a.level - b.level);
}

/** Edges of a weight layer that a figure can show apart. */
const figureEdges = 40;

/** Rows of a table of edges that figures draw: of every level the strongest of each weight layer. */
export function strongestRows(edges: Table | undefined): readonly number[] {
  if (!edges) return [];
  const known = strongest.get(edges);
  if (known) return known;
  const [weight, weightLayer] = [edges.float32("weight"), edges.uint8("layer")];
  const rows = stretches(edges.uint32("level")).flatMap(([begin, end]) =>
    strongestEdges(
      { weight: weight.subarray(begin, end), weightLayer: weightLayer.subarray(begin, end) },
      figureEdges,
    ).map((row) => begin + row),
  );
  strongest.set(edges, rows);
  return rows;
}

const strongest = new WeakMap<Table, readonly number[]>();

/** Where the rows of each level begin and end: they follow one another. */
export function stretches(level: Uint32Array): [begin: number, end: number][] {
  const found: [number, number][] = [];
  for (let begin = 0, end = 0; begin < level.length; begin = end) {
    while (end < level.length && level[end] === level[begin]) end++;
    found.push([begin, end]);
  }
  return found;
}

const none: Counted = { live: 0, units: 0 };

/** NaN without a unit. */
const shareOf = ({ live, units }: Counted) => live / units;

/** Live and all hidden units of each level. */
function liveHidden(portrait: Table): Map<number, Counted> {
  const [level, layer, live] = [
    portrait.uint32("level"),
    portrait.uint8("layer"),
    portrait.uint8("live"),
  ];
  const outputs = layer.reduce((most, l) => Math.max(most, l), 0);
  const counts = new Map<number, Counted>();
  for (let row = 0; row < level.length; row++) {
    if (layer[row] === 0 || layer[row] === outputs) continue;
    const count = counts.get(level[row]!) ?? { live: 0, units: 0 };
    counts.set(level[row]!, { live: count.live + live[row]!, units: count.units + 1 });
  }
  return counts;
}

/** Sum of the values of each level; their number where there are none. */
function sums(levels: ArrayLike<number>, values?: ArrayLike<number>): Map<number, number> {
  const found = new Map<number, number>();
  for (let row = 0; row < levels.length; row++)
    found.set(levels[row]!, (found.get(levels[row]!) ?? 0) + (values ? values[row]! : 1));
  return found;
}

/** A cell and a level of the walk. */
export interface Stop {
  readonly cell: WalkCell;
  readonly level: WalkLevel;
}

/** The level nearest to a density on a log scale; the middle one without a density. */
export function stopAt(cell: WalkCell, density: number | undefined): Stop {
  const { levels } = cell;
  const distance = (l: WalkLevel) => Math.max(l.density / density!, density! / l.density);
  const level =
    density === undefined
      ? levels[levels.length >> 1]!
      : levels.reduce((best, l) => (distance(l) < distance(best) ? l : best));
  return { cell, level };
}
