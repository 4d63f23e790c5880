import type { Graph } from "../graph/graph.js";

type Weighted = Pick<Graph, "weight" | "weightLayer">;

/**
 * The edges that are drawn, as rows of the graph, ascending: all while there are at most `most`, else
 * the strongest of each weight layer, as many of each as fit; a layer that has fewer leaves its share to
 * the others.
 */
export function drawnEdges(graph: Weighted, most: number): number[] {
  const counts: number[] = [];
  for (const l of graph.weightLayer) counts[l] = (counts[l] ?? 0) + 1;
  if (graph.weight.length <= most) return [...graph.weight.keys()];
  return strongestEdges(graph, shareOfEach(Object.values(counts), most));
}

/**
 * The `each` strongest edges of each weight layer, as rows of the graph, ascending. By layer, because
 * weights of narrow layers are larger from initialisation on: the strongest of all would leave out
 * whole layers. Ties go to the edge that comes first.
 */
export function strongestEdges({ weight, weightLayer }: Weighted, each: number): number[] {
  const layers: Strongest[] = [];
  for (let e = 0; e < weight.length; e++) {
    layers[weightLayer[e]!] ??= new Strongest(weight, each);
    layers[weightLayer[e]!]!.see(e);
  }
  return layers.flatMap((layer) => layer.edges).sort((a, b) => a - b);
}

/**
 * The strongest of the edges seen so far, the weakest of them on top of a heap: most edges are weaker still
 * and cost one comparison. Edges come in ascending order.
 */
class Strongest {
  readonly edges: number[] = [];

  constructor(
    private readonly weight: Float32Array,
    private readonly most: number,
  ) {}

  see(edge: number): void {
    const { edges } = this;
    if (edges.length < this.most) this.#rise(edges.push(edge) - 1);
    else if (this.most > 0 && this.#isWeaker(edges[0]!, edge)) {
      edges[0] = edge;
      this.#sink();
    }
  }

  /** Or as strong and later. */
  #isWeaker(a: number, b: number): boolean {
    const difference = this.weight[a]! - this.weight[b]!;
    return difference < 0 || (difference === 0 && a > b);
  }

  #rise(place: number): void {
    let at = place;
    for (let above = (at - 1) >> 1; at > 0; at = above, above = (at - 1) >> 1) {
      if (!this.#isWeaker(this.edges[at]!, this.edges[above]!)) return;
      this.#swap(at, above);
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      let next = 2 * at + 1;
      if (next >= this.edges.length) return;
      const other = next + 1;
      if (other < this.edges.length && this.#isWeaker(this.edges[other]!, this.edges[next]!))
        next = other;
      if (!this.#isWeaker(this.edges[next]!, this.edges[at]!)) return;
      this.#swap(at, next);
      at = next;
    }
  }

  #swap(i: number, j: number): void {
    [this.edges[i], this.edges[j]] = [this.edges[j]!, this.edges[i]!];
  }
}

/** The largest number such that no more than `most` are kept where each keeps at most that many. */
export function shareOfEach(counts: readonly number[], most: number): number {
  const sorted = counts.toSorted((a, b) => a - b);
  let left = most;
  for (const [i, count] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - i));
    if (count > share) return share;
    left -= count;
  }
  return sorted.at(-1) ?? 0;
}
