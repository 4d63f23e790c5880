/** Edges as the table `graph` has them, level by level. */
import type { Table } from "../arrow/table.js";
import { type EdgeColumns, pickEdges, sliceEdges } from "../graph/canonical.js";
import { distinct, placeFinder } from "../graph/find-nodes.js";
import { grouped } from "../grouped.js";

/** Weights as sizes, and their signs where any is negative; 1 where there are none. */
export function edgeColumns(table: Table): EdgeColumns & { readonly notes: readonly string[] } {
  const notes: string[] = [];
  const given = table.has("weight") ? table.float32("weight") : undefined;
  const negative = given?.reduce((count, w) => count + (w < 0 ? 1 : 0), 0) ?? 0;
  if (!given) notes.push(`${table.path}: edges have no weight, which counts as 1`);
  if (negative > 0)
    notes.push(
      `${table.path}: ${negative} of ${table.rows} weights are negative: their size counts, the sign is kept`,
    );
  const weight = given ?? new Float32Array(table.rows).fill(1);
  const signs = negative > 0 ? Int32Array.from(weight, Math.sign) : undefined;
  return {
    source: table.uint32("source"),
    target: table.uint32("target"),
    weight: negative > 0 ? weight.map(Math.abs) : weight,
    layer: table.has("layer") ? table.uint8("layer") : undefined,
    multiplicity: table.has("multiplicity") ? table.uint32("multiplicity") : undefined,
    sign: table.has("sign") ? table.int32("sign") : signs,
    notes,
  };
}

/** Edges of each level; views where the levels ascend, as in our own files. */
export function edgesByLevel(table: Table, columns: EdgeColumns): Map<number, EdgeColumns> {
  if (!table.has("level")) return new Map(table.rows > 0 ? [[0, columns]] : []);
  const { order, ranges } = groupByLevel(table.uint32("level"));
  const grouped = order ? pickEdges(columns, order) : columns;
  return new Map(ranges.map(({ level, begin, end }) => [level, sliceEdges(grouped, begin, end)]));
}

/** Within a level in their order. O(rows). */
function rowsByLevel(level: Uint32Array): Uint32Array {
  const levels = distinct([level]);
  return grouped(level.map(placeFinder(levels)), levels.length);
}

interface Range {
  readonly level: number;
  readonly begin: number;
  readonly end: number;
}

/** Where each level's rows lie, after putting them into `order` if they do not ascend. */
function groupByLevel(level: Uint32Array): { order: Uint32Array | undefined; ranges: Range[] } {
  let ascending = true;
  for (let row = 1; row < level.length && ascending; row++)
    ascending = level[row - 1]! <= level[row]!;
  const order = ascending ? undefined : rowsByLevel(level);
  const sorted = order ? order.map((row) => level[row]!) : level;
  const ranges: Range[] = [];
  for (let begin = 0, end = 0; begin < sorted.length; begin = end) {
    while (end < sorted.length && sorted[end] === sorted[begin]) end++;
    ranges.push({ level: sorted[begin]!, begin, end });
  }
  return { order, ranges };
}
