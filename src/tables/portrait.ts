/** Pictures of a cell's graph as Arrow files: portrait.arrow (nodes) and portrait-edges.arrow. */
import type { ColumnData, Provenance } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import type { LevelPortrait } from "../portrait/portrait.js";

/** Writes portrait.arrow: levels in the order given, nodes by id. */
export function writePortrait(
  path: string,
  levels: readonly LevelPortrait[],
  provenance: Provenance,
): void {
  const column = (pick: (l: LevelPortrait) => Iterable<number>) =>
    levels.flatMap((level) => [...pick(level)]);
  const columns: Record<string, ColumnData> = {
    level: Uint32Array.from(column(({ level, live }) => repeat(level, live.length))),
    node: Uint32Array.from(column(({ graph }) => graph.nodes.id)),
    layer: Uint8Array.from(column(({ graph }) => graph.nodes.layer)),
    x: Float32Array.from(column(({ places }) => places.x)),
    y: Float32Array.from(column(({ places }) => places.y)),
    live: Uint8Array.from(column(({ live }) => live)),
    in_degree: Uint32Array.from(column(({ inDegree }) => inDegree)),
    out_degree: Uint32Array.from(column(({ outDegree }) => outDegree)),
    strength: Float64Array.from(column(({ strength }) => strength)),
    community: Int32Array.from(column(({ community }) => community)),
    colour: Uint8Array.from(column(({ colour }) => colour)),
  };
  writeTable(path, "portrait", columns, provenance);
}

const repeat = (value: number, times: number) => new Array<number>(times).fill(value);

/**
 * Writes portrait-edges.arrow: levels in the order given, edges as in the graph.
 * @param signs of the edges drawn, level by level.
 */
export function writePortraitEdges(
  path: string,
  levels: readonly LevelPortrait[],
  signs: readonly Int32Array[],
  provenance: Provenance,
): void {
  const column = (pick: (l: LevelPortrait, edge: number) => number) =>
    levels.flatMap((level) => level.edges.map((e) => pick(level, e)));
  const columns: Record<string, ColumnData> = {
    level: Uint32Array.from(column(({ level }) => level)),
    source: Uint32Array.from(column(({ graph }, e) => graph.nodes.id[graph.source[e]!]!)),
    target: Uint32Array.from(column(({ graph }, e) => graph.nodes.id[graph.target[e]!]!)),
    layer: Uint8Array.from(column(({ graph }, e) => graph.weightLayer[e]!)),
    weight: Float32Array.from(column(({ graph }, e) => graph.weight[e]!)),
    sign: Int32Array.from(signs.flatMap((own) => [...own])),
    live: Uint8Array.from(
      column(({ graph, live }, e) => live[graph.source[e]!]! & live[graph.target[e]!]!),
    ),
  };
  writeTable(path, "portrait-edges", columns, provenance);
}
