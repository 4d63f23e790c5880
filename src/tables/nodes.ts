/** Nodes of graphs: as nodes.arrow or another program lists them, or as they follow from the edges. */
import type { Table } from "../arrow/table.js";
import { concatenate } from "../concatenate.js";
import { UserError } from "../error.js";
import type { EdgeColumns } from "../graph/canonical.js";
import { distinct, placeFinder } from "../graph/find-nodes.js";
import { countFromZero, type Nodes, Role, type RoleName, roleNames } from "../graph/graph.js";
import { cycleIn, layersFromEdges, parallelIn, withoutLayers } from "../graph/layers.js";
import { mostLayers } from "../limits.js";

/** Stands for nodes that hold for every level. */
export const anyLevel = -1;

/** Nodes of each level; those of a file without levels are nodes of `anyLevel`. */
export function nodesByLevel(path: string, table: Table): Map<number, Nodes> {
  const id = table.uint32("node");
  const level = table.has("level") ? table.uint32("level") : new Uint32Array(id.length);
  const order = nodeOrder(level, id);
  const found = new Map<number, Nodes>();
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    end = endOfLevel(path, level, id, order, begin);
    const own = table.has("level") ? level[order[begin]!]! : anyLevel;
    found.set(own, nodesAt(table, order.subarray(begin, end)));
  }
  return found;
}

/** Rows by level, then id. */
function nodeOrder(level: Uint32Array, id: Uint32Array): Uint32Array {
  const order = new Uint32Array(id.length);
  let isSorted = true;
  for (let row = 0; row < order.length; row++) {
    order[row] = row;
    if (row === 0 || level[row - 1]! < level[row]!) continue;
    isSorted &&= level[row - 1] === level[row] && id[row - 1]! <= id[row]!;
  }
  return isSorted ? order : order.sort((a, b) => level[a]! - level[b]! || id[a]! - id[b]!);
}

/** Where in the order the rows of a level end. @throws UserError for a node that is there twice. */
function endOfLevel(
  path: string,
  level: Uint32Array,
  id: Uint32Array,
  order: Uint32Array,
  begin: number,
): number {
  const own = level[order[begin]!]!;
  let end = begin + 1;
  for (; end < order.length && level[order[end]!] === own; end++)
    if (id[order[end - 1]!] === id[order[end]!])
      throw new UserError(`${path}: expected each node once, found ${id[order[end]!]} twice`);
  return end;
}

/** The nodes in these rows. */
function nodesAt(table: Table, rows: Uint32Array): Nodes {
  const [id, layer, role] = [table.uint32("node"), table.uint8("layer"), table.text("role")];
  const own = {
    id: new Uint32Array(rows.length),
    layer: new Uint8Array(rows.length),
    role: new Uint8Array(rows.length),
  };
  let [word, known] = ["", 0];
  for (let v = 0; v < rows.length; v++) {
    own.id[v] = id[rows[v]!]!;
    own.layer[v] = layer[rows[v]!]!;
    if (role[rows[v]!] !== word) {
      word = role[rows[v]!]!;
      known = roleNames.indexOf(word as RoleName);
    }
    own.role[v] = known;
  }
  return { ...own, ...namesAt(table, rows) };
}

/** Names stand for nodes in the formats of other programs. */
function checkNames(path: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw new UserError(`${path}: expected nodes of different names, found "${name}" twice`);
    seen.add(name);
  }
}

function namesAt(table: Table, rows: Uint32Array): Pick<Nodes, "name" | "label"> {
  const column = (name: "name" | "label") => {
    if (!table.has(name)) return {};
    const texts = table.text(name);
    const own = Array.from(rows, (row) => texts[row]!);
    if (name === "name") checkNames(table.path, own);
    return { [name]: own };
  };
  return { ...column("name"), ...column("label") };
}

export interface Guessed {
  readonly nodes: Nodes;
  /** Why they have no layers, where they have none. */
  readonly reason?: string;
  readonly notes: readonly string[];
}

/**
 * Nodes that occur in edges of any level, or are listed, and their layers: as listed, or else the longest
 * paths that lead to them (layers.ts). None in a graph that is not feed-forward.
 * @param list by ascending id, with layers and roles or without.
 */
export function nodesOfEdges(
  path: string,
  levels: ReadonlyMap<number, EdgeColumns>,
  list: Table | undefined,
  undirected: boolean,
): Guessed {
  const parts = [...levels.values()];
  const id = list
    ? list.uint32("node")
    : distinct(parts.flatMap(({ source, target }) => [source, target]));
  const names = list ? namesAt(list, Uint32Array.from(id.keys())) : {};
  const edges = indexed(id, parts);
  const unlayered = (reason: string): Guessed => ({
    nodes: { ...withoutLayers(id), ...names },
    reason,
    notes: [
      `${path}: inputs and outputs are unknown, as ${reason}; what needs them, or layers, is not defined and stays empty: spanning paths, live and dead units, …`,
    ],
  });
  if (id.length === 0) return { nodes: { ...layered(id), ...names }, notes: [] };
  if (parts.length === 0) return unlayered("it has no edges");
  if (undirected) return unlayered("its edges have no direction");
  const twice = firstParallel(id, edges);
  if (twice) return unlayered(`it has parallel edges from node ${twice[0]} to ${twice[1]}`);
  const stated = list && statedLayers(list);
  if (stated && edges.every((part) => leadsUp(stated.layer, part)))
    return { nodes: { id, ...stated, ...names }, notes: [] };
  const more = stated
    ? ["layers that it states are not used: edges do not lead upwards in them"]
    : [];
  const [source, target] = [joined(edges, "source"), joined(edges, "target")];
  const found = layersFromEdges(id.length, source, target);
  const depth = found?.layer.reduce((most, l) => Math.max(most, l), 0) ?? 0;
  if (!found) return unlayered(`it has ${cycleIn(id, source, target)}`);
  if (depth >= mostLayers)
    return unlayered(`it has ${depth + 1} layers, and at most ${mostLayers} can be counted`);
  return {
    nodes: { id, layer: Uint8Array.from(found.layer), role: found.role, ...names },
    notes: [
      ...more,
      "layers are guessed from its edges: the longest path that leads to a node; inputs are nodes where no edge arrives, outputs those that none leaves",
    ].map((note) => `${path}: ${note}`),
  };
}

function layered(id: Uint32Array): Nodes {
  return { id, layer: new Uint8Array(id.length), role: new Uint8Array(id.length) };
}

type Ends = Pick<EdgeColumns, "source" | "target">;

/** The same edges between the places of these ids. */
function indexed(id: Uint32Array, parts: readonly EdgeColumns[]): Ends[] {
  if (countFromZero(id)) return [...parts];
  const find = placeFinder(id);
  return parts.map(({ source, target }) => ({
    source: source.map((value) => find(value)),
    target: target.map((value) => find(value)),
  }));
}

/** Edges that are twice in one level; over levels they are bound to be. */
function firstParallel(id: Uint32Array, parts: readonly Ends[]): [number, number] | undefined {
  for (const { source, target } of parts) {
    const twice = parallelIn(id.length, source, target);
    if (twice) return [id[twice[0]]!, id[twice[1]]!];
  }
  return undefined;
}

function joined(parts: readonly Ends[], end: keyof Ends): Uint32Array {
  return concatenate(
    parts.map((part) => part[end]),
    (n) => new Uint32Array(n),
  );
}

/** Layers and roles of a list that has layers; roles of those that have none by the first and last layer. */
function statedLayers(list: Table): Pick<Nodes, "layer" | "role"> | undefined {
  if (!list.has("layer")) return undefined;
  const layer = list.uint8("layer");
  if (list.has("role")) {
    const role = Uint8Array.from(list.text("role"), (word) => roleNames.indexOf(word as RoleName));
    return role.includes(Role.unknown) ? undefined : { layer, role };
  }
  const last = layer.reduce((most, l) => Math.max(most, l), 0);
  const roleAt = (l: number) => (l === 0 ? Role.input : l === last ? Role.output : Role.hidden);
  return { layer, role: layer.map(roleAt) };
}

function leadsUp(layer: Uint8Array, { source, target }: Ends): boolean {
  return source.every((u, e) => layer[u]! < layer[target[e]!]!);
}
