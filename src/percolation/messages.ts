/**
 * Messages along the edges of a graph's 2-core: in(v) and out(v) of non-backtracking.ts, in the memory of the kernels.
 * assembly/messages.ts goes along the edges, to the bits of a loop over typed arrays in a quarter of its time.
 * Four bytes an edge of the core, 32 a node.
 */
import { borrow, giveBack } from "../engine/sparse/workspace.js";
import type { Graph } from "../graph/graph.js";

export interface Core {
  /** Of each node its number in the core, or `outside`. */
  readonly place: Uint32Array;
  /** Of the core's nodes, within it. */
  readonly degree: Float64Array;
}

export const outside = 0xffffffff;

/** Bytes that 32 bits address, less what the kernels have for themselves. */
const mostBytes = 2 ** 32 - 2 ** 20;

/** Memory of so many bytes is not kept for whoever comes next. */
const large = 2 ** 26;

/** Edges of the core, and runs of those that have the same source. */
interface Size {
  readonly edges: number;
  readonly runs: number;
}

export interface Messages {
  /** Two steps. @returns by how much all in(v) have grown, which are one in all again. */
  round(): number;
  /** Gives the memory back. */
  end(): void;
}

/**
 * The messages that a graph begins with, whose memory is lent.
 * @returns undefined where the core is too large for addresses of 32 bits.
 */
export function messagesAlong(graph: Graph, core: Core): Messages | undefined {
  const { edges, runs } = sizeOf(graph, core);
  const { degree } = core;
  const nodes = degree.length;
  const bytes = 24 * nodes + 8 * runs + 4 * edges;
  if (bytes > mostBytes) return undefined;
  const workspace = borrow();
  const { arena, kernels } = workspace;
  const degrees = arena.reserve(8 * nodes);
  const node = arena.reserve(16 * nodes);
  const run = arena.reserve(8 * runs);
  const target = arena.reserve(4 * edges);
  arena.doubles(degrees, nodes).set(degree);
  begin(degree, arena.doubles(node, 2 * nodes));
  placeEdges(graph, core, arena.integers(run, 2 * runs), arena.integers(target, edges));
  return {
    round: () => kernels.messageRound(nodes, degrees, runs, run, target, node),
    end: () => {
      if (bytes < large) giveBack(workspace);
    },
  };
}

/** As many to and from each node as it has edges, one in all. */
function begin(degree: Float64Array, pairs: Float64Array): void {
  const all = degree.reduce((sum, d) => sum + d, 0);
  for (let v = 0; v < degree.length; v++) {
    pairs[2 * v] = degree[v]! / all;
    pairs[2 * v + 1] = -pairs[2 * v]!;
  }
}

function sizeOf({ source, target }: Graph, { place }: Core): Size {
  let [edges, runs, last] = [0, 0, outside];
  for (let e = 0; e < source.length; e++) {
    const u = place[source[e]!]!;
    if (u === outside || place[target[e]!] === outside) continue;
    edges++;
    if (u !== last) runs++;
    last = u;
  }
  return { edges, runs };
}

/** The edges of the core in the order of the table, as assembly/messages.ts reads them. */
function placeEdges(
  { source, target }: Graph,
  { place }: Core,
  runs: Uint32Array,
  targets: Uint32Array,
): void {
  let [edges, run, last] = [0, -2, outside];
  for (let e = 0; e < source.length; e++) {
    const u = place[source[e]!]!;
    const v = place[target[e]!]!;
    if (u === outside || v === outside) continue;
    targets[edges++] = v;
    if (u !== last) {
      run += 2;
      runs[run] = u;
      last = u;
    }
    runs[run + 1] = edges;
  }
}
