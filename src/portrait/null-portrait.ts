/** What a picture of a null model's graph shows: it stands beside the level whose places it has. */
import type { Graph } from "../graph/graph.js";
import type { Convention } from "../graph/grouping.js";
import { networkGraph } from "../graph/network-graph.js";
import { liveness } from "../graph/reach.js";
import type { Network } from "../network.js";
import { edgeSigns } from "./signs.js";
import { drawnEdges } from "./strongest.js";

/** Which null model a network is, as its file says. */
export interface NullOf {
  /** The level whose learned mask it is of. */
  readonly level: number;
  readonly model: string;
  readonly start: string;
  readonly repetition: number;
}

export interface NullPortrait extends NullOf {
  readonly graph: Graph;
  readonly live: Uint8Array;
  /** Rows of the graph's edges that are drawn, and the signs of their weights. */
  readonly edges: readonly number[];
  readonly signs: Int32Array;
}

/** @param most edges drawn. @param convention of the graph beside which it stands. */
export function nullPortrait(
  of: NullOf,
  network: Network,
  most: number,
  convention: Convention,
): NullPortrait {
  const graph = networkGraph(network, convention);
  const edges = drawnEdges(graph, most);
  const { live } = liveness(graph);
  return { ...of, graph, live, edges, signs: edgeSigns(network, graph, edges) };
}
