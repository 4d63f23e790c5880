/** Reachability along a percolation curve, read off the times of reach.ts. O(E + V). */
import { type Graph, Role } from "../graph/graph.js";
import { never, type ReachTimes } from "../graph/reach.js";

/** One value per sample. */
export interface ReachCurve {
  readonly reachedOutputs: Float64Array;
  readonly live: Float64Array;
  readonly weights: Float64Array;
  readonly effectiveWeights: Float64Array;
}

/**
 * @param rank time of each edge, 1 for the first. @param samples ascending numbers of edges present,
 * the last one being all of them. A graph without outputs or hidden units has shares of 0.
 */
export function reachCurve(
  graph: Graph,
  rank: Uint32Array,
  { forward, backward }: ReachTimes,
  samples: Uint32Array,
): ReachCurve {
  const { source, target, multiplicity, nodes } = graph;
  const { bin, late } = sampleBins(samples);
  const binOf = (time: number) => (time === never ? late : bin[time]!);
  const outputs = new Float64Array(late + 1);
  const live = new Float64Array(late + 1);
  for (let v = 0; v < nodes.role.length; v++) {
    const role = nodes.role[v]!;
    if (role === Role.output) outputs[binOf(forward[v]!)]!++;
    else if (role === Role.hidden) live[binOf(Math.max(forward[v]!, backward[v]!))]!++;
  }
  const weights = new Float64Array(late + 1);
  const effectiveWeights = new Float64Array(late + 1);
  for (let e = 0; e < rank.length; e++) {
    const time = rank[e]!;
    weights[bin[time]!]! += multiplicity[e]!;
    const reached = Math.max(forward[source[e]!]!, backward[target[e]!]!, time);
    effectiveWeights[binOf(reached)]! += multiplicity[e]!;
  }
  return {
    reachedOutputs: cumulate(outputs, countRole(nodes.role, Role.output)),
    live: cumulate(live, countRole(nodes.role, Role.hidden)),
    weights: cumulate(weights, 1),
    effectiveWeights: cumulate(effectiveWeights, 1),
  };
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

/** For each time, the first sample at or after it; `late` is one past the last sample. */
function sampleBins(samples: Uint32Array): { bin: Uint8Array; late: number } {
  const late = samples.length;
  if (late > 255) throw new RangeError(`at most 255 samples, not ${late}`);
  const bin = new Uint8Array((samples.at(-1) ?? 0) + 1);
  for (let i = 1; i < late; i++) bin.fill(i, samples[i - 1]! + 1, samples[i]! + 1);
  return { bin, late };
}

/** Running sums of the counts, without those that came too late, as shares of `total`. */
function cumulate(histogram: Float64Array, total: number): Float64Array {
  let sum = 0;
  return histogram.subarray(0, -1).map((n) => {
    sum += n;
    return total === 0 ? 0 : sum / total;
  });
}

function countRole(roles: Uint8Array, wanted: number): number {
  return roles.reduce((n, role) => n + (role === wanted ? 1 : 0), 0);
}
