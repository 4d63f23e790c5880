/**
 * Input-to-output reachability while edges are added one by one.
 *
 * rank[e] is the time at which edge e is added. A node is reached from the inputs at the first time
 * when some path of present edges leads to it, that is at
 *
 *   forward(v) = min over paths from an input of (max of rank over the path's edges),
 *
 * inputs at time 0; backward(v) is the same towards the outputs. In a feed-forward graph both follow
 * from one pass over the edges, because they are sorted so that a node's incoming edges all come
 * before its outgoing ones:  forward(target) = min(forward(target), max(forward(source), rank)).
 * This gives the times of an incremental search (each node flips once in each direction), for the
 * same O(V + E), without a queue. From the times:
 *   a node is live from max(forward, backward) on;
 *   an edge lies on an input-to-output path from max(rank, forward(source), backward(target)) on.
 * A node or edge that never gets there has the time `never`. Identities of a graph of layers are there at
 * time 0.
 */
import { type Graph, layerSizes, Role } from "./graph.js";

export const never = 0xffffffff;

export interface ReachTimes {
  readonly forward: Uint32Array;
  readonly backward: Uint32Array;
}

/** Times at which nodes are reached from the inputs and reach the outputs. O(V + E). */
export function reachTimes(graph: Graph, rank: Uint32Array): ReachTimes {
  const forward = startTimes(graph.nodes.role, Role.input);
  const backward = startTimes(graph.nodes.role, Role.output);
  passOn(forward, graph, rank);
  passBack(backward, graph, rank);
  return { forward, backward };
}

const none = new Uint32Array();

/** From the sources of edges to their targets. An identity comes once its source's time is known: behind its edges. */
function passOn(
  times: Uint32Array,
  { source, target, identities }: Graph,
  rank: Uint32Array,
): void {
  const { source: from, target: to } = identities ?? { source: none, target: none };
  for (let e = 0, i = 0; ; i++) {
    const last = i < from.length ? from[i]! : never;
    for (; e < source.length && source[e]! <= last; e++) {
      const time = Math.max(times[source[e]!]!, rank[e]!);
      const v = target[e]!;
      if (time < times[v]!) times[v] = time;
    }
    if (i === from.length) return;
    times[to[i]!] = Math.min(times[to[i]!]!, times[last]!);
  }
}

/** From the targets of edges, the last ones first, to their sources. */
function passBack(
  times: Uint32Array,
  { source, target, identities }: Graph,
  rank: Uint32Array,
): void {
  const { source: from, target: to } = identities ?? { source: none, target: none };
  for (let e = source.length - 1, i = from.length - 1; ; i--) {
    const first = i < 0 ? 0 : from[i]!;
    for (; e >= 0 && source[e]! >= first; e--) {
      const time = Math.max(times[target[e]!]!, rank[e]!);
      const u = source[e]!;
      if (time < times[u]!) times[u] = time;
    }
    if (i < 0) return;
    times[first] = Math.min(times[first]!, times[to[i]!]!);
  }
}

function startTimes(role: Uint8Array, start: number): Uint32Array {
  const times = new Uint32Array(role.length).fill(never);
  for (let v = 0; v < role.length; v++) if (role[v] === start) times[v] = 0;
  return times;
}

/** What of a whole graph lies on input-to-output paths. */
export interface Liveness {
  /** 1 for nodes on some input-to-output path. */
  readonly live: Uint8Array;
  /** 1 for nodes that some input reaches, and for inputs. */
  readonly reached: Uint8Array;
  /** Weights of edges on some input-to-output path, that is of edges between live nodes. */
  readonly effectiveWeights: number;
  /** Whether some path leads from an input to an output. */
  readonly spanning: boolean;
}

export function liveness(graph: Graph): Liveness {
  const { forward, backward } = reachTimes(graph, new Uint32Array(graph.source.length));
  const reached = forward.map((time) => (time === never ? 0 : 1));
  const live = Uint8Array.from(backward, (time, v) => (time === never ? 0 : reached[v]!));
  return {
    live,
    reached: Uint8Array.from(reached),
    effectiveWeights: weightsBetween(live, graph),
    spanning: live.includes(1),
  };
}

/** Of edges whose ends both live. */
function weightsBetween(live: Uint8Array, { source, target, multiplicity }: Graph): number {
  let sum = 0;
  for (let e = 0; e < source.length; e++)
    if (live[source[e]!]! & live[target[e]!]!) sum += multiplicity[e]!;
  return sum;
}

/** Share of live nodes in each unit layer; NaN for a layer without nodes. */
export function liveShares(graph: Graph, live: Uint8Array): number[] {
  const sizes = layerSizes(graph.nodes);
  const count = sizes.map(() => 0);
  live.forEach((flag, v) => {
    count[graph.nodes.layer[v]!]! += flag;
  });
  return count.map((n, l) => n / sizes[l]!);
}
