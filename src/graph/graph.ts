/** Place of a node in its network. */
export const Role = { input: 0, hidden: 1, output: 2, unknown: 3 } as const;
export const roleNames = ["input", "hidden", "output", "unknown"] as const;
export type RoleName = (typeof roleNames)[number];

/** Nodes of a feed-forward graph; everywhere else a node is its index in these arrays. */
export interface Nodes {
  /** Node ids as files have them, ascending. */
  readonly id: Uint32Array;
  /** Unit layer, 0 for inputs. */
  readonly layer: Uint8Array;
  /** A value of Role. */
  readonly role: Uint8Array;
  /** What a graph of another program calls them, all different, where that is no number. */
  readonly name?: readonly string[];
  /** What it shows for them, where that is something else. */
  readonly label?: readonly string[];
}

/**
 * Edges of a network that is a graph of layers which are no weights: residual additions, transpositions
 * (unit-groups.ts). They carry paths from inputs to outputs and are never pruned, so they stand beside a
 * graph's edges, not among them: degrees, strengths, communities and components are those of the weights.
 */
export interface IdentityEdges {
  /** Indices of nodes, sorted by source, then target. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  /** 1 of a skip: into a sum, from units that other layers read too. */
  readonly skip: Uint8Array;
}

/** What a weight layer of a graph of layers joins in the dense network. */
export interface LayerEnds {
  /** Nodes that it reads, each once for every block of targets that it leads to. */
  readonly source: Uint32Array;
  /** The first node of that block, whose nodes follow one another. */
  readonly target: Uint32Array;
  /** Nodes of a block. */
  readonly targets: number;
  /** Blocks: groups of a convolution. */
  readonly groups: number;
}

/**
 * Surviving weights as a weighted feed-forward graph: every edge leads to a higher unit layer, and
 * there is at most one from a node to another. Edges are sorted by (layer of source, source,
 * target), so one pass over them meets every node after all of its predecessors.
 *
 * A graph of another kind (with cycles, loops, parallel edges or without directions) has one layer and
 * nodes of unknown roles (layers.ts); its edges are sorted by (source, target), nothing else is promised.
 */
export interface Graph {
  readonly nodes: Nodes;
  /** Index of the node that an edge leaves, and of the one where it arrives. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  /** Absolute weight. */
  readonly weight: Float32Array;
  /** Weights that the edge stands for: 1 between units of fully connected layers. */
  readonly multiplicity: Uint32Array;
  readonly weightLayer: Uint8Array;
  /** The same of the dense network: the denominator of density. */
  readonly prunable: number;
  /** Where edges have no direction; their source is then the lower node. */
  readonly undirected?: true;
  /** Of a graph of layers, whose weight layer l need not lead from unit layer l to the next. */
  readonly ends?: readonly LayerEnds[];
  /** The same, where it has any. */
  readonly identities?: IdentityEdges;
  /** Sign of the weight that an edge had, -1, 0 or 1; where any was negative. */
  readonly sign?: Int32Array;
}

/** The nodes of layers of so many units: ids count unit layer by unit layer, inputs first. */
export function layeredNodes(units: readonly number[]): Nodes {
  const count = units.reduce((sum, n) => sum + n, 0);
  const nodes = {
    id: Uint32Array.from({ length: count }, (_, i) => i),
    layer: new Uint8Array(count),
    role: new Uint8Array(count).fill(Role.hidden),
  };
  let begin = 0;
  units.forEach((n, l) => {
    nodes.layer.fill(l, begin, begin + n);
    if (l === 0) nodes.role.fill(Role.input, begin, begin + n);
    if (l === units.length - 1) nodes.role.fill(Role.output, begin, begin + n);
    begin += n;
  });
  return nodes;
}

/** Ids are places then. */
export function countFromZero(ids: Uint32Array): boolean {
  for (let v = 0; v < ids.length; v++) if (ids[v] !== v) return false;
  return true;
}

/** What a node is called where people read it; undefined where it has an id alone. */
export function namesOf({ name, label }: Nodes): readonly string[] | undefined {
  return label ?? name;
}

/** Number of nodes in each unit layer. */
export function layerSizes(nodes: Nodes): number[] {
  const sizes: number[] = [];
  for (const l of nodes.layer) {
    while (sizes.length <= l) sizes.push(0);
    sizes[l]!++;
  }
  return sizes;
}

/** Sum of the edges' multiplicities: the number of surviving weights. */
export function survivingWeights(graph: Graph): number {
  return graph.multiplicity.reduce((sum, m) => sum + m, 0);
}
