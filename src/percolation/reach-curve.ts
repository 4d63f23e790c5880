/** Reachability along a percolation curve, read off the times of reach.ts. O(E + V). */
import { type Graph, Role } from "../graph/graph.js";
import { isUnlayered } from "../graph/layers.js";
import { never, type ReachTimes } from "../graph/reach.js";
import { binsOf, cumulate, type SampleBins } from "./sample-bins.js";

/** One value per sample. */
export interface ReachCurve {
  readonly reachedOutputs: Float64Array;
  readonly live: Float64Array;
  readonly effectiveWeights: Float64Array;
}

/**
 * @param rank time of each edge, 1 for the first. @param samples ascending numbers of edges present,
 * the last one being all of them. @param weights present at each. A graph without outputs or hidden units has shares of 0; where nobody
 * knows which nodes these are, shares are NaN.
 */
export function reachCurve(
  graph: Graph,
  rank: Uint32Array,
  times: ReachTimes,
  samples: Uint32Array,
  weights: Float64Array,
): ReachCurve {
  const { nodes } = graph;
  const bins = binsOf(samples);
  const { late } = bins;
  const { outputs, live } = nodesAt(bins, nodes.role, times);
  const delay = delays(bins, graph, rank, times);
  const unknown = isUnlayered(nodes);
  const share = (counts: Float64Array, total: number) =>
    unknown ? new Float64Array(late).fill(Number.NaN) : cumulate(counts, total);
  return {
    reachedOutputs: share(outputs, countRole(nodes.role, Role.output)),
    live: share(live, countRole(nodes.role, Role.hidden)),
    effectiveWeights: share(delay, 1).map((less, i) => weights[i]! + less),
  };
}

/** How many outputs are reached, and hidden units live, from each sample on. */
function nodesAt(bins: SampleBins, roles: Uint8Array, { forward, backward }: ReachTimes) {
  const outputs = new Float64Array(bins.late + 1);
  const live = new Float64Array(bins.late + 1);
  for (let v = 0; v < roles.length; v++) {
    const role = roles[v]!;
    if (role === Role.output) outputs[bins.of(forward[v]!)]!++;
    else if (role === Role.hidden) live[bins.of(Math.max(forward[v]!, backward[v]!))]!++;
  }
  return { outputs, live };
}

/** What edges add later than they are there themselves: most come after their ends are reached. */
function delays(
  bins: SampleBins,
  { source, target, multiplicity }: Graph,
  rank: Uint32Array,
  { forward, backward }: ReachTimes,
): Float64Array {
  const delay = new Float64Array(bins.late + 1);
  for (let e = 0; e < rank.length; e++) {
    const time = rank[e]!;
    const from = forward[source[e]!]!;
    const to = backward[target[e]!]!;
    if (from <= time && to <= time) continue;
    delay[bins.of(time)]! -= multiplicity[e]!;
    delay[bins.of(Math.max(from, to))]! += multiplicity[e]!;
  }
  return delay;
}

/** First input-to-output path, and every output reached; NaN if that never happens. */
export function reachEvents(graph: Graph, { forward }: ReachTimes) {
  let spanning = never;
  let outputs = 0;
  graph.nodes.role.forEach((role, v) => {
    if (role !== Role.output) return;
    spanning = Math.min(spanning, forward[v]!);
    outputs = Math.max(outputs, forward[v]!);
  });
  return { spanning: happened(spanning), outputs: happened(outputs) };
}

function happened(time: number): number {
  return time === never || time === 0 ? Number.NaN : time;
}

function countRole(roles: Uint8Array, wanted: number): number {
  return roles.reduce((n, role) => n + (role === wanted ? 1 : 0), 0);
}
