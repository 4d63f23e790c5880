/** What a picture of a cell's graph shows, level by level. */
import { degrees, strengths } from "../degree/degree.js";
import type { Graph } from "../graph/graph.js";
import { liveness } from "../graph/reach.js";
import { lastingColours, type Partition } from "./colours.js";
import { type Places, places } from "./places.js";
import { drawnEdges } from "./strongest.js";

/** One level; arrays hold one value a node. */
export interface LevelPortrait {
  readonly level: number;
  readonly graph: Graph;
  readonly places: Places;
  readonly live: Uint8Array;
  readonly inDegree: Float64Array;
  readonly outDegree: Float64Array;
  /** Absolute weights of all edges at the node. */
  readonly strength: Float64Array;
  /** As in the partition; -1 for nodes without edges. */
  readonly community: Int32Array;
  /** Colour of the community, kept from level to level; 0 beyond the largest. */
  readonly colour: Uint8Array;
  /** Rows of the graph's edges that are drawn. */
  readonly edges: readonly number[];
}

/**
 * @param levels graphs over the same nodes, by ascending level.
 * @param partitions of the same levels, over node ids.
 * @param most edges drawn of a level.
 */
export function portrait(
  levels: readonly { readonly level: number; readonly graph: Graph }[],
  partitions: readonly Partition[],
  most: number,
): LevelPortrait[] {
  const where = places(levels.map(({ graph }) => graph));
  const colours = lastingColours(partitions);
  return levels.map(({ level, graph }, i) => {
    const { nodes, community } = partitions[i]!;
    const row = new Map(Array.from(nodes, (node, at) => [node, at] as const));
    const at = (id: number) => row.get(id) ?? -1;
    return {
      level,
      graph,
      places: where,
      live: liveness(graph).live,
      inDegree: degrees(graph, "in"),
      outDegree: degrees(graph, "out"),
      strength: strengths(graph, "all"),
      community: Int32Array.from(graph.nodes.id, (id) => community[at(id)] ?? -1),
      colour: Uint8Array.from(graph.nodes.id, (id) => colours[i]![at(id)] ?? 0),
      edges: drawnEdges(graph, most),
    };
  });
}
