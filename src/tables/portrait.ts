/** Pictures of a cell's graph as Arrow files: nodes, edges, edges from band to band, null models. */
import type { ColumnData, Provenance } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { bandEdges } from "../portrait/bands.js";
import type { NullPortrait } from "../portrait/null-portrait.js";
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
  const columns: Record<string, ColumnData> = {
    level: Uint32Array.from(levels.flatMap(({ level, edges }) => repeat(level, edges.length))),
    ...edgeColumns(levels, signs),
  };
  writeTable(path, "portrait-edges", columns, provenance);
}

type Drawn = Pick<LevelPortrait, "graph" | "live" | "edges">;

function edgeColumns(
  all: readonly Drawn[],
  signs: readonly Int32Array[],
): Record<string, ColumnData> {
  const column = (pick: (l: Drawn, edge: number) => number) =>
    all.flatMap((one) => one.edges.map((e) => pick(one, e)));
  return {
    source: Uint32Array.from(column(({ graph }, e) => graph.nodes.id[graph.source[e]!]!)),
    target: Uint32Array.from(column(({ graph }, e) => graph.nodes.id[graph.target[e]!]!)),
    layer: Uint8Array.from(column(({ graph }, e) => graph.weightLayer[e]!)),
    weight: Float32Array.from(column(({ graph }, e) => graph.weight[e]!)),
    sign: Int32Array.from(signs.flatMap((own) => [...own])),
    live: Uint8Array.from(
      column(({ graph, live }, e) => live[graph.source[e]!]! & live[graph.target[e]!]!),
    ),
  };
}

/** Writes portrait-nulls.arrow: null models by level, start and model. */
export function writePortraitNulls(
  path: string,
  nulls: readonly NullPortrait[],
  provenance: Provenance,
): void {
  const key = ({ start, model }: NullPortrait) => `${start} ${model}`;
  const order = nulls.toSorted((a, b) => a.level - b.level || (key(a) < key(b) ? -1 : 1));
  const column = <T>(pick: (one: NullPortrait) => T) =>
    order.flatMap((one) => new Array<T>(one.edges.length).fill(pick(one)));
  const columns: Record<string, ColumnData> = {
    level: Uint32Array.from(column(({ level }) => level)),
    model: column(({ model }) => model),
    start: column(({ start }) => start),
    repetition: Uint32Array.from(column(({ repetition }) => repetition)),
    total: Uint32Array.from(column(({ graph }) => graph.source.length)),
    ...edgeColumns(
      order,
      order.map(({ signs }) => signs),
    ),
  };
  writeTable(path, "portrait-nulls", columns, provenance);
}

/** Writes portrait-bands.arrow: the levels of which not all edges are drawn. */
export function writePortraitBands(
  path: string,
  levels: readonly LevelPortrait[],
  provenance: Provenance,
): void {
  const rows = levels
    .filter(({ graph, edges }) => edges.length < graph.source.length)
    .flatMap(({ level, graph, places }) =>
      bandEdges(graph, places).map((row) => ({ level, ...row })),
    );
  const columns: Record<string, ColumnData> = {
    level: Uint32Array.from(rows, ({ level }) => level),
    layer: Uint8Array.from(rows, ({ layer }) => layer),
    from: Uint8Array.from(rows, ({ from }) => from),
    to: Uint8Array.from(rows, ({ to }) => to),
    edges: Uint32Array.from(rows, ({ edges }) => edges),
    pairs: Float64Array.from(rows, ({ pairs }) => pairs),
  };
  writeTable(path, "portrait-bands", columns, provenance);
}
