/** Percolation of one graph in magnitude order and in random order. */
import type { Graph } from "../graph/graph.js";
import { Random } from "../random.js";
import {
  type Curve,
  type Events,
  type Percolation,
  percolate,
  sampleCounts,
  wholeOf,
} from "./curve.js";
import { magnitudeOrder } from "./magnitude.js";

export const eventNames = ["second", "susceptibility", "spanning", "outputs"] as const;
/** Those of networks with skips besides. */
export const skipEventNames = ["spanning_without_skips", "outputs_without_skips"] as const;

/** How full the graph is at an event. */
export interface Threshold {
  /** Weights present / all prunable weights. */
  readonly density: number;
  /** Edges present / edges of the graph. */
  readonly occupation: number;
  /** 2 x edges present / nodes. */
  readonly degree: number;
}

export interface OrderPercolation {
  readonly curve: Curve;
  readonly thresholds: { readonly [event in keyof Events]: Threshold };
}

export interface GraphPercolation {
  /** Numbers of edges present along the curves. */
  readonly samples: Uint32Array;
  readonly magnitude: OrderPercolation;
  /** Means over shuffles; a threshold is NaN unless every shuffle has it. */
  readonly random: OrderPercolation;
}

/**
 * @param shuffles random orders to average over, at least 1.
 * @param seed @param purpose name the random stream of the shuffles.
 */
export function graphPercolation(
  graph: Graph,
  shuffles: number,
  seed: number | string,
  purpose = "percolation",
): GraphPercolation {
  const edges = graph.source.length;
  const samples = sampleCounts(edges);
  const whole = wholeOf(graph);
  const run = (order: Uint32Array) => measure(graph, percolate(graph, order, samples, whole));
  let random: OrderPercolation | undefined;
  for (let k = 0; k < shuffles; k++) {
    const one = run(new Random(seed, `${purpose}/shuffle${k}`).permutation(edges));
    random = random ? combine(random, one, (a, b) => a + b) : one;
  }
  if (!random) throw new RangeError("at least one shuffle is needed");
  return {
    samples,
    magnitude: run(magnitudeOrder(graph.weight)),
    random: combine(random, random, (sum) => sum / shuffles),
  };
}

function measure(graph: Graph, { curve, events, weightsAt }: Percolation): OrderPercolation {
  const threshold = (edges: number): Threshold => {
    return {
      density: weightsAt(edges) / graph.prunable,
      occupation: edges / graph.source.length,
      degree: (2 * edges) / graph.nodes.id.length,
    };
  };
  return { curve, thresholds: mapRecord(events, threshold) };
}

function combine(
  a: OrderPercolation,
  b: OrderPercolation,
  f: (x: number, y: number) => number,
): OrderPercolation {
  return {
    curve: mapRecord(a.curve, (values, name) => values.map((x, i) => f(x, b.curve[name]![i]!))),
    thresholds: mapRecord(a.thresholds, (threshold, event) =>
      mapRecord(threshold, (x, measured) => f(x, b.thresholds[event]![measured])),
    ),
  };
}

/** Optional keys that are absent stay so. */
function mapRecord<R extends object, W>(
  record: R,
  f: (value: NonNullable<R[keyof R]>, key: keyof R) => W,
): { readonly [key in keyof R]: W } {
  const entries = Object.entries(record) as [keyof R, NonNullable<R[keyof R]>][];
  return Object.fromEntries(entries.map(([key, value]) => [key, f(value, key)])) as {
    readonly [key in keyof R]: W;
  };
}
