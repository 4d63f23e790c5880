/**
 * Any graph of graphology as one of ours. What it has the attributes of graphology.ts for is taken
 * from them; the rest is guessed, and said in notes:
 *
 *   ids        the keys where all are whole numbers, else the attribute `id` where all nodes have
 *              one of their own, else counted from 0 in the order of the nodes
 *   layers     the longest path that leads to a node (layers.ts), none in a graph with cycles
 *   weights    1 where an edge has none; of a negative one the size
 *   undirected edges lead to the higher layer, or else to the later node
 *   parallel   edges become one, of the sum of their weights, which stands for all of them
 */
import type { AbstractGraph } from "graphology-types";
import { UserError } from "../error.js";
import { canonicalGraph, type EdgeColumns } from "./canonical.js";
import { type Graph, type Nodes, Role, roleNames } from "./graph.js";
import { cycleIn, layersFromEdges, withoutLayers } from "./layers.js";

export interface FromGraphology {
  readonly graph: Graph;
  /** Keys of the nodes, and of the edges (the first of parallel ones), by their index in our graph. */
  readonly names: readonly string[];
  readonly edges: readonly string[];
  /** What was guessed, a line each. */
  readonly notes: readonly string[];
}

/** An edge on its way; the places of its ends are those in the order of the ids. */
interface Edge {
  readonly key: string;
  readonly source: number;
  readonly target: number;
  readonly undirected: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Sum extends Edge {
  weight: number;
  multiplicity: number;
}

type Note = (text: string) => void;

const mostId = 2 ** 32 - 1;

/**
 * @param where names the graph in messages. @param weight the attribute that holds an edge's weight.
 * @throws UserError for a weight that is no number, and where layers and roles that all nodes have
 * contradict the edges.
 */
export function fromGraphology(
  given: AbstractGraph,
  where = "graph",
  weight = "weight",
): FromGraphology {
  const notes: string[] = [];
  const note: Note = (text) => notes.push(`${where}: ${text}`);
  const { id, names } = orderedNodes(given, note);
  const edges = edgesOf(given, names);
  const nodes = nodesOf(given, { id, names, edges }, note);
  const merged = joined(
    edges.map((edge) => upward(edge, nodes)),
    (edge) => weightOf(edge, where, weight),
    note,
  );
  if (edges.some(({ undirected }) => undirected))
    note("undirected edges lead to the higher layer, or else to the later node");
  noteWeights(edges, weight, note);
  const prunable = given.getAttribute("prunable") as unknown;
  const graph = canonicalGraph(
    where,
    nodes,
    columns(merged, id, where),
    isWhole(prunable, 1, Number.MAX_SAFE_INTEGER) ? prunable : undefined,
    false,
    given.getAttribute("wiring") as Pick<Graph, "ends" | "identities"> | undefined,
  );
  return { graph, names, edges: keysInOrder(graph, merged), notes };
}

/** Ids in ascending order and the keys of their nodes. */
function orderedNodes(given: AbstractGraph, note: Note): { id: Uint32Array; names: string[] } {
  const keys = given.nodes();
  const numbers = keys.map((key) => (/^(0|[1-9]\d{0,9})$/.test(key) ? Number(key) : Number.NaN));
  const stated = keys.map((key) => given.getNodeAttribute(key, "id") as unknown);
  const usable = (ids: readonly unknown[]): ids is number[] =>
    ids.every((id) => isWhole(id, 0, mostId)) && new Set(ids).size === ids.length;
  const ids = usable(numbers) ? numbers : usable(stated) ? stated : undefined;
  if (!ids) {
    note("nodes are counted from 0 in the order of the file, as their names are no numbers");
    return { id: Uint32Array.from(keys.keys()), names: keys };
  }
  const order = Array.from(keys.keys()).sort((a, b) => ids[a]! - ids[b]!);
  return {
    id: Uint32Array.from(order, (v) => ids[v]!),
    names: order.map((v) => keys[v]!),
  };
}

function edgesOf(given: AbstractGraph, names: readonly string[]): Edge[] {
  const place = new Map(names.map((name, v) => [name, v]));
  return given.mapEdges((key, attributes, source, target, _s, _t, undirected) => ({
    key,
    source: place.get(source)!,
    target: place.get(target)!,
    undirected,
    attributes,
  }));
}

/** Layers and roles as the attributes say where all nodes have them, else as the edges say. */
function nodesOf(
  given: AbstractGraph,
  { id, names, edges }: { id: Uint32Array; names: readonly string[]; edges: readonly Edge[] },
  note: Note,
): Nodes {
  const layer = names.map((name) => given.getNodeAttribute(name, "layer") as unknown);
  const role = names.map((name) =>
    roleNames.indexOf(given.getNodeAttribute(name, "role") as (typeof roleNames)[number]),
  );
  const layered = layer.every((l): l is number => isWhole(l, 0, 255));
  if (layered && role.every((r) => r >= 0))
    return { id, layer: Uint8Array.from(layer), role: Uint8Array.from(role) };
  if (layered && edges.every((edge) => leadsOn(edge, layer))) return layersAlone(id, layer, note);
  if (layer.some((l) => l !== undefined))
    note(
      "the nodes' attribute layer is not used: it is no layer of 0 to 255 below that of the edge's other end everywhere",
    );
  return layersByEdges(id, edges, note);
}

function leadsOn({ source, target, undirected }: Edge, layer: readonly number[]): boolean {
  const [from, to] = [layer[source]!, layer[target]!];
  return undirected ? from !== to : from < to;
}

/** The first layer is that of the inputs, the last that of the outputs. */
function layersAlone(id: Uint32Array, layer: readonly number[], note: Note): Nodes {
  const last = layer.reduce((most, l) => Math.max(most, l), 0);
  const place = (l: number) => (l === 0 ? Role.input : l === last ? Role.output : Role.hidden);
  note("nodes of the first layer are taken for inputs, of the last for outputs");
  return { id, layer: Uint8Array.from(layer), role: Uint8Array.from(layer, place) };
}

function layersByEdges(id: Uint32Array, edges: readonly Edge[], note: Note): Nodes {
  const ends = edges.map(({ source, target, undirected }) =>
    undirected && source > target ? [target, source] : [source, target],
  );
  const source = Uint32Array.from(ends, ([from]) => from!);
  const target = Uint32Array.from(ends, ([, to]) => to!);
  const found = layersFromEdges(id.length, source, target);
  if (found && !found.layer.some((l) => l > 255)) {
    if (id.length > 0)
      note(
        "layers are the longest paths that lead to the nodes, inputs where no edge arrives, outputs where none leaves",
      );
    return { id, layer: Uint8Array.from(found.layer), role: found.role };
  }
  note(
    found
      ? "no layers, as there are more than 256"
      : `no layers, as there is ${cycleIn(id, source, target)}`,
  );
  return withoutLayers(id);
}

/** An undirected edge in the direction of the layers, or else of the ids. */
function upward(edge: Edge, { layer }: Nodes): Edge {
  const { source, target, undirected } = edge;
  const down = layer[source]! - layer[target]! || source - target;
  return undirected && down > 0 ? { ...edge, source: target, target: source } : edge;
}

/** Parallel edges as one, in the order of the first of them. */
function joined(edges: readonly Edge[], weigh: (edge: Edge) => number, note: Note): Sum[] {
  const counted = edges.every(({ attributes }) => isWhole(attributes["multiplicity"], 1, mostId));
  const byEnds = new Map<string, Sum>();
  for (const edge of edges) {
    const key = `${edge.source} ${edge.target}`;
    const weight = weigh(edge);
    const multiplicity = counted ? Number(edge.attributes["multiplicity"]) : 1;
    const known = byEnds.get(key);
    if (known) {
      known.weight += weight;
      known.multiplicity += multiplicity;
    } else byEnds.set(key, { ...edge, weight, multiplicity });
  }
  const fewer = edges.length - byEnds.size;
  if (fewer > 0)
    note(`${fewer} parallel edges are joined with the first of their kind: weights are summed`);
  return [...byEnds.values()];
}

function weightOf({ key, attributes }: Edge, where: string, name: string): number {
  const weight = attributes[name] ?? 1;
  if (typeof weight !== "number" || !Number.isFinite(weight))
    throw new UserError(
      `${where}: expected a number as ${name} of edge ${key}, found ${JSON.stringify(weight) ?? typeof weight}`,
    );
  return Math.abs(weight);
}

function noteWeights(edges: readonly Edge[], name: string, note: Note): void {
  const lacking = edges.filter(({ attributes }) => (attributes[name] ?? undefined) === undefined);
  const below = edges.filter(({ attributes }) => Number(attributes[name]) < 0).length;
  if (lacking.length > 0)
    note(`${lacking.length} of ${edges.length} edges have no ${name}: it is taken for 1`);
  if (below > 0) note(`${below} edges have a negative ${name}: its size is taken`);
}

function columns(edges: readonly Sum[], id: Uint32Array, where: string): EdgeColumns {
  const weight = Float32Array.from(edges, (edge) => edge.weight);
  const large = weight.findIndex((w) => !Number.isFinite(w));
  if (large >= 0)
    throw new UserError(
      `${where}: expected weights within 32-bit floating point, found ${edges[large]!.weight} of edge ${edges[large]!.key}`,
    );
  if (edges.some((edge) => edge.multiplicity > mostId))
    throw new UserError(`${where}: expected edges that stand for at most ${mostId} weights`);
  const layer = edges.map(({ attributes }) => attributes["layer"]);
  return {
    source: Uint32Array.from(edges, (edge) => id[edge.source]!),
    target: Uint32Array.from(edges, (edge) => id[edge.target]!),
    weight,
    layer: layer.every((l): l is number => isWhole(l, 0, 255)) ? Uint8Array.from(layer) : undefined,
    multiplicity: Uint32Array.from(edges, (edge) => edge.multiplicity),
  };
}

/** Keys of the edges in the order of our graph. */
function keysInOrder({ source, target }: Graph, edges: readonly Sum[]): string[] {
  const key = new Map(edges.map((edge) => [`${edge.source} ${edge.target}`, edge.key]));
  return Array.from(source, (from, e) => key.get(`${from} ${target[e]}`)!);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}
