import type { Graph } from "../graph/graph.js";

/**
 * Connected components of a growing graph (union-find), with what percolation asks of them after
 * every edge: the largest, the second largest, the sum of squared sizes.
 *
 * Union by size with path halving (Newman & Ziff, Phys. Rev. E 64, 016706, 2001). The second largest
 * size is exact at every step: the number of components of each size is counted, and a pointer
 * follows the largest size that remains when one largest component is set aside. The pointer rises
 * by one assignment; it falls only when the second largest component joins the largest, which then
 * grows by at least as much, so all its falls together take at most one step per node.
 * Amortised cost per edge: inverse Ackermann.
 */
export class Components {
  /** Parent of a node, or minus the size of the component whose root it is. */
  readonly #parent: Int32Array;
  /** Number of components of each size. */
  readonly #count: Uint32Array;
  /** Number of components. */
  components: number;
  /** Nodes in the largest component. */
  giant: number;
  /** Nodes in the second largest component; 0 if there is only one. */
  second: number;
  /** Sum of squared component sizes, exact up to 2^53. */
  squares: number;

  constructor(readonly nodes: number) {
    this.#parent = new Int32Array(nodes).fill(-1);
    this.#count = new Uint32Array(nodes + 1);
    this.#count[1] = nodes;
    this.components = nodes;
    this.giant = Math.min(nodes, 1);
    this.second = nodes > 1 ? 1 : 0;
    this.squares = nodes;
  }

  /** The component of a node, named by one of its nodes. */
  find(node: number): number {
    const parent = this.#parent;
    let v = node;
    let p = parent[v]!;
    while (p >= 0) {
      const above = parent[p]!;
      if (above < 0) return p;
      parent[v] = above;
      v = above;
      p = parent[v]!;
    }
    return v;
  }

  /** Adds an edge; tells whether it joined two components. */
  union(a: number, b: number): boolean {
    let large = this.find(a);
    let small = this.find(b);
    if (large === small) return false;
    if (this.#parent[large]! > this.#parent[small]!) [large, small] = [small, large];
    const x = -this.#parent[large]!;
    const y = -this.#parent[small]!;
    this.#parent[large] = -(x + y);
    this.#parent[small] = large;
    this.#merge(x, y);
    return true;
  }

  /** Adds edges until all is one component. */
  unionAll({ source, target }: Pick<Graph, "source" | "target">): void {
    for (let e = 0; e < source.length && this.components > 1; e++)
      this.union(source[e]!, target[e]!);
  }

  /** Nodes in the component of a node. */
  size(node: number): number {
    return -this.#parent[this.find(node)]!;
  }

  /**
   * Mean size of the component of a node outside the largest one: sum s^2 / sum s over all but the
   * largest component (one of them, if several are largest); 0 if there is only one.
   */
  get susceptibility(): number {
    const rest = this.nodes - this.giant;
    return rest === 0 ? 0 : (this.squares - this.giant * this.giant) / rest;
  }

  #merge(x: number, y: number): void {
    const count = this.#count;
    count[x]!--;
    count[y]!--;
    count[x + y]!++;
    this.components--;
    this.squares += 2 * x * y;
    if (Math.max(x, y) < this.giant)
      this.second = Math.max(this.second, Math.min(x + y, this.giant));
    this.giant = Math.max(this.giant, x + y);
    while (this.second > 0 && !this.#isSecond(this.second)) this.second--;
  }

  #isSecond(size: number): boolean {
    return this.#count[size]! > (size === this.giant ? 1 : 0);
  }
}

/** The components of a graph with all of its edges. @param joined pairs of nodes that are joined besides. */
export function wholeGraph(
  { nodes, source, target }: Graph,
  joined?: Pick<Graph, "source" | "target">,
): Components {
  const all = new Components(nodes.id.length);
  if (joined) all.unionAll(joined);
  all.unionAll({ source, target });
  return all;
}
