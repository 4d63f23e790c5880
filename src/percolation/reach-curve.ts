/** Reachability along a percolation curve, read off the times of reach.ts. O(E + V). */
import { type Graph, Role } from "../graph/graph.js";
import { isUnlayered } from "../graph/layers.js";
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
 * the last one being all of them. A graph without outputs or hidden units has shares of 0; where nobody
 * knows which nodes these are, shares are NaN.
 */
export function reachCurve(
  graph: Graph,
  rank: Uint32Array,
  times: ReachTimes,
  samples: Uint32Array,
): ReachCurve {
  const { multiplicity, nodes } = graph;
  const bins = binsOf(samples);
  const { late } = bins;
  const { outputs, live } = nodesAt(bins, nodes.role, times);
  const weights = weightsAt(samples, bins, rank, multiplicity);
  const delay = delays(bins, graph, rank, times);
  const unknown = isUnlayered(nodes);
  const share = (counts: Float64Array, total: number) =>
    unknown ? new Float64Array(late).fill(Number.NaN) : cumulate(counts, total);
  return {
    reachedOutputs: share(outputs, countRole(nodes.role, Role.output)),
    live: share(live, countRole(nodes.role, Role.hidden)),
    weights,
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

/** Weights of the edges that are present at each sample. */
function weightsAt(
  samples: Uint32Array,
  bins: SampleBins,
  rank: Uint32Array,
  multiplicity: Uint32Array,
): Float64Array {
  if (areOnes(multiplicity)) return Float64Array.from(samples);
  const weights = new Float64Array(samples.length + 1);
  for (let e = 0; e < rank.length; e++) weights[bins.of(rank[e]!)]! += multiplicity[e]!;
  return cumulate(weights, 1);
}

/** Whether every edge stands for one weight, as those of fully connected layers do. */
export function areOnes(multiplicity: Uint32Array): boolean {
  for (let e = 0; e < multiplicity.length; e++) if (multiplicity[e] !== 1) return false;
  return true;
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

/**
 * For a time the first sample at or after it. Samples are spaced by their logarithm, and the leading bits
 * of a floating number are one: they give a sample that is the right one or hardly before it. A table of
 * all times would be read at random, which costs a cache miss an edge.
 */
class SampleBins {
  /** One past the last sample: of what happens never. */
  readonly late: number;
  readonly #samples: Uint32Array;
  /** By exponent and three more bits: the first sample that is not before any number of these bits. */
  readonly #first: Uint8Array;
  readonly #number = new Float64Array(1);
  readonly #words = new Uint32Array(this.#number.buffer);

  constructor(samples: Uint32Array) {
    this.late = samples.length;
    if (this.late > 255) throw new RangeError(`at most 255 samples, not ${this.late}`);
    this.#samples = samples;
    this.#first = new Uint8Array(1 << 15).fill(this.late);
    for (let i = 0, from = 0; i < samples.length; i++) {
      const to = this.#bitsOf(samples[i]!) + 1;
      if (to <= from) continue;
      this.#first.fill(i, from, to);
      from = to;
    }
  }

  of(time: number): number {
    if (time === never) return this.late;
    let i = this.#first[this.#bitsOf(time)]!;
    while (this.#samples[i]! < time) i++;
    return i;
  }

  /** Of the high half of a number: sign, exponent, three bits of the fraction. Grows with the number. */
  #bitsOf(time: number): number {
    this.#number[0] = time;
    return this.#words[1]! >>> 17;
  }
}

const knownBins = new WeakMap<Uint32Array, SampleBins>();

/** The curves of a graph have the same samples. */
function binsOf(samples: Uint32Array): SampleBins {
  const bins = knownBins.get(samples) ?? new SampleBins(samples);
  knownBins.set(samples, bins);
  return bins;
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
