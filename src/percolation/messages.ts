/**
 * Messages along the edges of a graph's 2-core: in(v) and out(v) of non-backtracking.ts, in the memory of the kernels.
 * assembly/messages.ts goes along the edges, to the bits of a loop over typed arrays in a quarter of its time.
 * Four bytes an edge of the core, 32 a node.
 */
import { borrow, giveBack, type Workspace } from "../engine/sparse/workspace.js";
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

/**
 * The messages that a graph begins with; their memory is lent, so they are to be ended.
 * @returns undefined where the core is too large for addresses of 32 bits.
 */
export function messagesAlong(graph: Graph, core: Core): Messages | undefined {
  const size = sizeOf(graph, core);
  const bytes = 16 * core.degree.length + 8 * size.runs + 4 * size.edges;
  return bytes > mostBytes ? undefined : new Messages(graph, core, size, bytes);
}

class Messages {
  readonly #workspace: Workspace = borrow();
  readonly #degree: Float64Array;
  /** Addresses: of pairs, a run's source and the end of its edges; of edges' targets; of #inward. */
  readonly #runs: number;
  readonly #targets: number;
  readonly #pairs: number;
  /** in(v) of this step and of the next one side by side; which of the two is which alternates. */
  readonly #inward: Float64Array;
  readonly #outward: Float64Array;

  constructor(
    graph: Graph,
    core: Core,
    private readonly size: Size,
    private readonly bytes: number,
  ) {
    const { arena } = this.#workspace;
    const { degree } = core;
    this.#degree = degree;
    this.#pairs = arena.reserve(16 * degree.length);
    this.#runs = arena.reserve(8 * size.runs);
    this.#targets = arena.reserve(4 * size.edges);
    const runs = arena.integers(this.#runs, 2 * size.runs);
    placeEdges(graph, core, runs, arena.integers(this.#targets, size.edges));
    const start = degree.reduce((sum, d) => sum + d, 0);
    this.#outward = degree.map((d) => d / start);
    this.#inward = arena.doubles(this.#pairs, 2 * degree.length);
    for (let v = 0; v < degree.length; v++) this.#inward[2 * v] = degree[v]! / start;
  }

  /** Two steps. @returns by how much all in(v) have grown, which are one in all again. */
  round(): number {
    this.#step(0, 1);
    this.#step(1, 0);
    const [inward, outward] = [this.#inward, this.#outward];
    let growth = 0;
    for (let v = 0; v < outward.length; v++) growth += inward[2 * v]!;
    for (let v = 0; v < outward.length; v++) {
      inward[2 * v]! /= growth;
      outward[v]! /= growth;
    }
    return growth;
  }

  /** Gives the memory back. */
  end(): void {
    if (this.bytes < large) giveBack(this.#workspace);
  }

  #step(now: 0 | 1, next: 0 | 1): void {
    const [inward, outward, degree] = [this.#inward, this.#outward, this.#degree];
    for (let v = 0; v < degree.length; v++) inward[2 * v + next] = -outward[v]!;
    const pairs = this.#pairs;
    this.#workspace.kernels.passMessages(
      this.size.runs,
      this.#runs,
      this.#targets,
      pairs + 8 * now,
      pairs + 8 * next,
    );
    for (let v = 0; v < degree.length; v++) outward[v] = (degree[v]! - 1) * inward[2 * v + now]!;
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
