/** Edges as files have them, checked and brought into the order that Graph promises. */
import { UserError } from "../error.js";
import { grouped, groupedFurther } from "../grouped.js";
import { placeFinder } from "./find-nodes.js";
import { countFromZero, type Graph, type LayerEnds, layerSizes, type Nodes } from "./graph.js";
import { isUnlayered } from "./layers.js";

export interface EdgeColumns {
  /** Node ids. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly weight: Float32Array;
  /** Weight layer; the source's unit layer where there is no such column. */
  readonly layer: Uint8Array | undefined;
  /** 1 where there is no such column. */
  readonly multiplicity: Uint32Array | undefined;
  /** Of the weights, where any was negative. */
  readonly sign?: Int32Array | undefined;
}

/** Rows begin … end - 1, as views. */
export function sliceEdges(edges: EdgeColumns, begin: number, end: number): EdgeColumns {
  return {
    source: edges.source.subarray(begin, end),
    target: edges.target.subarray(begin, end),
    weight: edges.weight.subarray(begin, end),
    layer: edges.layer?.subarray(begin, end),
    multiplicity: edges.multiplicity?.subarray(begin, end),
    sign: edges.sign?.subarray(begin, end),
  };
}

/** These rows in this order, as copies. */
export function pickEdges(edges: EdgeColumns, rows: Uint32Array): EdgeColumns {
  const { layer, multiplicity, sign } = edges;
  return {
    source: picked(edges.source, rows, new Uint32Array(rows.length)),
    target: picked(edges.target, rows, new Uint32Array(rows.length)),
    weight: picked(edges.weight, rows, new Float32Array(rows.length)),
    layer: layer && picked(layer, rows, new Uint8Array(rows.length)),
    multiplicity: multiplicity && picked(multiplicity, rows, new Uint32Array(rows.length)),
    sign: sign && picked(sign, rows, new Int32Array(rows.length)),
  };
}

/** What `from` of typed arrays does, which lists all values first. */
function picked<T extends Uint8Array | Uint32Array | Int32Array | Float32Array>(
  values: ArrayLike<number>,
  rows: Uint32Array,
  into: T,
): T {
  for (let i = 0; i < rows.length; i++) into[i] = values[rows[i]!]!;
  return into;
}

/**
 * @param where the file, for messages. @param nodes ids ascending. @param prunable weights of the
 * dense network; where unknown, all pairs of units of neighbouring layers and of layers that some
 * edge joins, times the largest multiplicity.
 * @param undirected edges have no direction; they then need nodes without layers.
 * @param wiring of a graph of layers, whose nodes these are.
 * @throws UserError for an unknown node, and in a graph with layers for an edge that does not lead to a
 * higher one and for a double edge.
 */
export function canonicalGraph(
  where: string,
  nodes: Nodes,
  edges: EdgeColumns,
  prunable?: number,
  undirected = false,
  wiring: Pick<Graph, "ends" | "identities"> = {},
): Graph {
  const find = nodeFinder(where, nodes);
  const found = { ...edges, source: find(edges.source), target: find(edges.target) };
  const unlayered = isUnlayered(nodes);
  if (!unlayered) checkDirection(where, nodes, found);
  const indexed = undirected ? lowerFirst(found) : found;
  const { source, target, weight, layer, multiplicity, sign } = sortEdges(
    where,
    nodes,
    indexed,
    unlayered,
  );
  const graph = {
    nodes,
    source,
    target,
    weight,
    multiplicity: multiplicity ?? new Uint32Array(source.length).fill(1),
    weightLayer: unlayered
      ? new Uint8Array(source.length)
      : (layer ?? picked(nodes.layer, source, new Uint8Array(source.length))),
    ...(undirected ? { undirected } : {}),
    ...(sign ? { sign } : {}),
    ...wiring,
  };
  if (unlayered) return { ...graph, prunable: prunable ?? possibleEdges(graph) };
  if (wiring.ends) checkEnds(where, graph, wiring.ends);
  else checkLayers(where, graph.weightLayer, layerSizes(nodes).length);
  return { ...graph, prunable: prunable ?? possibleWeights(graph) };
}

/** The same edges, those of two nodes all from the lower one to the higher. */
function lowerFirst(edges: EdgeColumns): EdgeColumns {
  const { source, target } = edges;
  return {
    ...edges,
    source: source.map((u, e) => Math.min(u, target[e]!)),
    target: target.map((v, e) => Math.max(v, source[e]!)),
  };
}

/** Turns ids into indices; ids that count from 0 are their own indices and stay as they are. */
function nodeFinder(where: string, { id }: Nodes): (ids: Uint32Array) => Uint32Array {
  const find = placeFinder(id);
  const asTheyAre = countFromZero(id);
  return (ids) => {
    const found = asTheyAre ? ids : new Uint32Array(ids.length);
    for (let row = 0; row < ids.length; row++) {
      const v = find(ids[row]!);
      if (v < 0) throw new UserError(`${where}: no node ${ids[row]}, named by edge ${row}`);
      if (!asTheyAre) found[row] = v;
    }
    return found;
  };
}

function checkDirection(where: string, { id, layer }: Nodes, edges: EdgeColumns): void {
  for (let e = 0; e < edges.source.length; e++) {
    const [u, v] = [edges.source[e]!, edges.target[e]!];
    if (layer[u]! < layer[v]!) continue;
    throw new UserError(
      `${where}: expected edges to lead to a higher layer, found ${id[u]} -> ${id[v]} from layer ${layer[u]} to layer ${layer[v]}`,
    );
  }
}

function checkLayers(where: string, weightLayer: Uint8Array, unitLayers: number): void {
  const wrong = weightLayer.findIndex((l) => l + 1 >= unitLayers);
  if (wrong >= 0)
    throw new UserError(
      `${where}: expected weight layers below ${unitLayers - 1}, as there are ${unitLayers} unit layers, found ${weightLayer[wrong]}`,
    );
}

/** Edges by layer of the source, then source, then target; equal ones in their order. O(V + E). */
function edgeOrder({ layer }: Nodes, { source, target }: EdgeColumns): Uint32Array {
  const bySource = groupedFurther(grouped(target, layer.length), source, layer.length);
  if (layer.every((l, v) => v === 0 || layer[v - 1]! <= l)) return bySource;
  return groupedFurther(bySource, picked(layer, source, new Uint8Array(source.length)), 256);
}

interface Cells {
  /** Of each node the blocks that it leads to, by their first node. */
  readonly first: ReadonlyMap<number, readonly number[]>;
  readonly targets: number;
}

/** All levels of a network have the same. */
const knownCells = new WeakMap<readonly LayerEnds[], Cells[]>();

function cellsOf(ends: readonly LayerEnds[]): Cells[] {
  const cells =
    knownCells.get(ends) ??
    ends.map(({ source, target, targets }) => {
      const first = new Map<number, number[]>();
      source.forEach((v, i) => {
        first.set(v, [...(first.get(v) ?? []), target[i]!]);
      });
      return { first, targets };
    });
  knownCells.set(ends, cells);
  return cells;
}

/** @throws UserError for an edge that its weight layer does not have. */
function checkEnds(
  where: string,
  { nodes, source, target, weightLayer }: Omit<Graph, "prunable">,
  ends: readonly LayerEnds[],
): void {
  const cells = cellsOf(ends);
  for (let e = 0; e < source.length; e++) {
    const own = cells[weightLayer[e]!];
    const v = target[e]!;
    if (own?.first.get(source[e]!)?.some((begin) => v >= begin && v < begin + own.targets))
      continue;
    throw new UserError(
      `${where}: expected edges of its graph of layers, found ${nodes.id[source[e]!]} -> ${nodes.id[v]} in weight layer ${weightLayer[e]}`,
    );
  }
}

/** @param parallel edges may stand more than once; they keep their order. */
function sortEdges(
  where: string,
  nodes: Nodes,
  edges: EdgeColumns,
  parallel: boolean,
): EdgeColumns {
  const { id, layer } = nodes;
  const { source, target } = edges;
  const compare = (a: number, b: number) =>
    layer[source[a]!]! - layer[source[b]!]! || source[a]! - source[b]! || target[a]! - target[b]!;
  let sorted = true;
  for (let e = 1; e < source.length && sorted; e++) sorted = compare(e - 1, e) < 0;
  if (sorted) return edges;
  const order = edgeOrder(nodes, edges);
  if (parallel) return pickEdges(edges, order);
  const twice = order.findIndex((e, i) => i > 0 && compare(order[i - 1]!, e) === 0);
  if (twice >= 0) {
    const e = order[twice]!;
    throw new UserError(
      `${where}: expected each edge once, found ${id[source[e]!]} -> ${id[target[e]!]} twice`,
    );
  }
  return pickEdges(edges, order);
}

/**
 * All pairs of nodes, ordered ones where edges have directions, and nodes with themselves where any edge
 * is such a loop; times the largest number of edges of a pair.
 */
function possibleEdges(graph: Omit<Graph, "prunable">): number {
  const { nodes, source, target, multiplicity, undirected } = graph;
  let [most, sum, loops] = [1, 0, 0];
  for (let e = 0; e < source.length; e++) {
    const again = e > 0 && source[e - 1] === source[e] && target[e - 1] === target[e];
    sum = (again ? sum : 0) + multiplicity[e]!;
    most = Math.max(most, sum);
    if (source[e] === target[e]) loops = nodes.id.length;
  }
  const pairs = nodes.id.length * (nodes.id.length - 1);
  return ((undirected ? pairs / 2 : pairs) + loops) * most;
}

function possibleWeights(graph: Omit<Graph, "prunable">): number {
  const { nodes, source, target, multiplicity } = graph;
  const sizes = layerSizes(nodes);
  const joined = new Set<number>();
  for (let l = 0; l + 1 < sizes.length; l++) joined.add(l * 256 + l + 1);
  for (let e = 0; e < source.length; e++)
    joined.add(nodes.layer[source[e]!]! * 256 + nodes.layer[target[e]!]!);
  let pairs = 0;
  for (const key of joined) pairs += sizes[key >> 8]! * sizes[key & 255]!;
  return pairs * multiplicity.reduce((most, m) => Math.max(most, m), 1);
}
