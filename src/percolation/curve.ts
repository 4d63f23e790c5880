/**
 * Percolation of a graph's edges, added one by one to its nodes in a given order (Newman & Ziff,
 * Phys. Rev. E 64, 016706, 2001). All nodes of the dense network count, with or without edges.
 *
 * Every quantity is known after every edge; the curve keeps the samples asked for, the thresholds
 * see every edge. Components are undirected, reachability follows the direction of the edges and goes along
 * identities too, which are there before the first edge and join no components.
 * O(E + V) a pass; the union-find part ends early once the final components have formed.
 */
import type { Graph } from "../graph/graph.js";
import { hasSkips, skipEnds, withoutSkips } from "../graph/identities.js";
import { type ReachTimes, reachTimes } from "../graph/reach.js";
import { pow } from "../math.js";
import { Components, wholeGraph } from "./components.js";
import { type ReachCurve, reachCurve, reachEvents } from "./reach-curve.js";
import { areOnes, weightsPresent } from "./weights-present.js";

/** One value per sample. Shares are of all nodes (components), outputs, or hidden units. */
export interface Curve {
  readonly giant: Float64Array;
  readonly second: Float64Array;
  /** Nodes: mean component size of a node outside the largest component. */
  readonly susceptibility: Float64Array;
  readonly reachedOutputs: Float64Array;
  readonly live: Float64Array;
  /** Weights present: each edge counts with its multiplicity. */
  readonly weights: Float64Array;
  /** Weights present that lie on an input-to-output path. */
  readonly effectiveWeights: Float64Array;
  /** Of a network that has skips: paths that go along none of them, and components that they join too. */
  readonly reachedOutputsWithoutSkips?: Float64Array;
  readonly liveWithoutSkips?: Float64Array;
  readonly effectiveWeightsWithoutSkips?: Float64Array;
  readonly giantWithSkips?: Float64Array;
  readonly secondWithSkips?: Float64Array;
}

/**
 * Edges present when something happens; NaN if it does not. A peak is the first of equal ones. A
 * peak at the last edge is none: the graph ends before its threshold.
 */
export interface Events {
  /** Largest second component. */
  readonly second: number;
  /** Largest susceptibility. */
  readonly susceptibility: number;
  /** First input-to-output path. */
  readonly spanning: number;
  /** Every output reached from some input. */
  readonly outputs: number;
  /** The same two without the skips of a network that has any: through weights on every way. */
  readonly spanning_without_skips?: number;
  readonly outputs_without_skips?: number;
}

export interface Percolation {
  readonly curve: Curve;
  readonly events: Events;
  /** Weights present at a sample or an event; NaN of one that does not happen. */
  readonly weightsAt: (edges: number) => number;
}

/** What is the same in every order. */
export interface Whole {
  /** Components of the whole graph. */
  readonly components: number;
  /** Whether every edge stands for one weight. */
  readonly ones: boolean;
  readonly skips?: Skips;
}

interface Skips {
  /** The graph without them. */
  readonly weights: Graph;
  /** What they join. */
  readonly ends: Pick<Graph, "source" | "target">;
  /** Components of the whole graph where they join nodes too. */
  readonly components: number;
}

export function wholeOf(graph: Graph): Whole {
  const whole = {
    components: wholeGraph(graph).components,
    ones: areOnes(graph.multiplicity),
  };
  if (!hasSkips(graph)) return whole;
  const ends = skipEnds(graph);
  const { components } = wholeGraph(graph, ends);
  return { ...whole, skips: { weights: withoutSkips(graph), ends, components } };
}

/**
 * About `wanted` numbers of edges from 1 to `edges`, logarithmically spaced, first and last
 * included; all of them if there are no more than `wanted`.
 */
export function sampleCounts(edges: number, wanted = 48): Uint32Array {
  if (edges <= wanted) return Uint32Array.from({ length: edges }, (_, i) => i + 1);
  const counts = new Set<number>();
  for (let i = 0; i + 1 < wanted; i++) counts.add(Math.round(pow(edges, i / (wanted - 1))));
  counts.add(edges);
  return Uint32Array.from(counts);
}

/**
 * One percolation run.
 * @param order all edges, first added first. @param samples ascending numbers of edges, the last one
 * all of them. @param whole what is known of the graph.
 */
export function percolate(
  graph: Graph,
  order: Uint32Array,
  samples: Uint32Array,
  whole = wholeOf(graph),
): Percolation {
  const rank = ranksOf(order);
  const times = reachTimes(graph, rank);
  const { skips } = whole;
  const skipless = skips && reachTimes(skips.weights, rank);
  const components = componentCurve(graph, order, samples, whole.components);
  const events = {
    ...components.events,
    ...reachEvents(graph, times),
    ...(skipless && eventsWithoutSkips(graph, skipless)),
  };
  const weightsAt = whole.ones
    ? (edges: number) => edges
    : weightsPresent(graph.multiplicity, rank, samples, Object.values(events));
  const weights = Float64Array.from(samples, weightsAt);
  const paths = (own: ReachTimes) => reachCurve(graph, rank, own, samples, weights);
  const curve = {
    ...components.curve,
    weights,
    ...paths(times),
    ...(skipless && curveWithoutSkips(paths(skipless))),
    ...(skips && curveWithSkips(graph, order, samples, skips)),
  };
  return { curve, events, weightsAt };
}

/** The time at which each edge is added, 1 for the first. */
function ranksOf(order: Uint32Array): Uint32Array {
  const rank = new Uint32Array(order.length);
  for (let t = 0; t < order.length; t++) rank[order[t]!] = t + 1;
  return rank;
}

/** The same of paths that go along no skips. */
function eventsWithoutSkips(graph: Graph, times: ReachTimes) {
  const { spanning, outputs } = reachEvents(graph, times);
  return { spanning_without_skips: spanning, outputs_without_skips: outputs };
}

function curveWithoutSkips({ reachedOutputs, live, effectiveWeights }: ReachCurve) {
  return {
    reachedOutputsWithoutSkips: reachedOutputs,
    liveWithoutSkips: live,
    effectiveWeightsWithoutSkips: effectiveWeights,
  };
}

function curveWithSkips(
  graph: Graph,
  order: Uint32Array,
  samples: Uint32Array,
  { ends, components }: Skips,
) {
  const { curve } = componentCurve(graph, order, samples, components, ends);
  return { giantWithSkips: curve.giant, secondWithSkips: curve.second };
}

/**
 * Edges whose ends are fetched together. They lie anywhere in the table: fetched one by one between unions,
 * whose branches nobody can foresee, each would be waited for; in a loop of their own many are on their way.
 */
const ahead = 1024;

/** Source and target of the edges order[from] … order[to - 1]. */
function gather(
  source: Uint32Array,
  target: Uint32Array,
  order: Uint32Array,
  from: number,
  to: number,
  ends: Uint32Array,
): void {
  for (let t = from, i = 0; t < to; t++, i += 2) {
    const e = order[t]!;
    ends[i] = source[e]!;
    ends[i + 1] = target[e]!;
  }
}

/** Components alone. The parameters are those of `percolate`. @param joined pairs of nodes that are joined before. */
export function componentCurve(
  { nodes, source, target }: Graph,
  order: Uint32Array,
  samples: Uint32Array,
  final: number,
  joined?: Pick<Graph, "source" | "target">,
) {
  const all = new Components(nodes.id.length);
  if (joined) all.unionAll(joined);
  const curve = new ComponentCurve(all, samples);
  const ends = new Uint32Array(2 * ahead);
  for (let from = 0; from < order.length && all.components > final; from += ahead) {
    const to = Math.min(from + ahead, order.length);
    gather(source, target, order, from, to, ends);
    curve.add(ends, from, to, final);
  }
  return curve.upTo(order.length);
}

class ComponentCurve {
  readonly #giant: Float64Array;
  readonly #second: Float64Array;
  readonly #susceptibility: Float64Array;
  readonly #peaks = { second: new Peak(), susceptibility: new Peak() };
  /** The sample that comes next. */
  #next = 0;

  constructor(
    private readonly all: Components,
    private readonly samples: Uint32Array,
  ) {
    this.#giant = new Float64Array(samples.length);
    this.#second = new Float64Array(samples.length);
    this.#susceptibility = new Float64Array(samples.length);
  }

  /** Edges from … to - 1, unless there are as few components before. */
  add(ends: Uint32Array, from: number, to: number, final: number): void {
    const { all, samples } = this;
    const { second, susceptibility } = this.#peaks;
    for (let t = from + 1, i = 0; t <= to && all.components > final; t++, i += 2) {
      if (all.union(ends[i]!, ends[i + 1]!)) {
        second.see(t, all.second);
        susceptibility.see(t, all.susceptibility);
      }
      if (t === samples[this.#next]) this.#record();
    }
  }

  /** @param edges of the whole graph, which joins no more. */
  upTo(edges: number) {
    while (this.#next < this.samples.length) this.#record();
    const { second, susceptibility } = this.#peaks;
    return {
      curve: {
        giant: this.#giant,
        second: this.#second,
        susceptibility: this.#susceptibility,
      },
      events: { second: second.before(edges), susceptibility: susceptibility.before(edges) },
    };
  }

  #record(): void {
    const { all } = this;
    this.#giant[this.#next] = all.giant / all.nodes;
    this.#second[this.#next] = all.second / all.nodes;
    this.#susceptibility[this.#next++] = all.susceptibility;
  }
}

/** Where a sequence first takes its largest value. */
class Peak {
  #value = Number.NEGATIVE_INFINITY;
  #at = Number.NaN;

  see(at: number, value: number): void {
    if (!(value > this.#value)) return;
    this.#value = value;
    this.#at = at;
  }

  before(end: number): number {
    return this.#at < end ? this.#at : Number.NaN;
  }
}
