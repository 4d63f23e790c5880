/**
 * The nodes of the graph `units`: values, each channel's at each position.
 *
 * The groups are those of grouping.ts, and the images. The nodes of a group are the values as they are read: those of
 * the layer that makes it; or, where one layer alone reads these and hands them on (normalisation, activation, pooling,
 * transposition, …), what that one gives, and so on. So a weight of a convolution with pooling behind it leads to
 * pooled values; and where two layers read values, one of them through a pool, these stay as they are: a weight behind
 * the pool leads from each value in the window.
 *
 * A value that a layer reads is thus one node or several, and so is one that it gives. A product of a weight and a
 * value joins each node of the value that it takes to each of the one where it arrives.
 */
import { carriedPairs, eachCarried, valuesOf } from "../carried.js";
import { UserError } from "../error.js";
import { type Image, type Layer, taps } from "../geometry.js";
import { type LayerGraph, type ResolvedLayer, resolveLayers } from "../layer-graph.js";
import { mostReadings, mostSparseUnits, mostWindowTaps } from "../limits.js";
import type { IdentityEdges } from "./graph.js";
import { Grouping, INPUT_PLACE, joins } from "./grouping.js";
import { oneEach, type Relation, related } from "./relation.js";
import { groupsOf, type UnitGroup } from "./unit-groups.js";

/** What a weight layer joins. */
export interface WeightNodes {
  readonly layer: Layer;
  /** Of each value that it reads. */
  readonly reads: Relation;
  /** Of each value that it gives; of a convolution before pooling. */
  readonly leads: Relation;
  /** The group where these are. */
  readonly group: number;
}

export interface ValueNodes {
  /** Inputs first, outputs last; `units` of a group are its nodes. */
  readonly groups: readonly UnitGroup[];
  /** The first node of each. */
  readonly begins: readonly number[];
  readonly weights: readonly WeightNodes[];
  /** From what goes into a sum to its nodes, but for values that are nodes of its own. */
  readonly identities: IdentityEdges;
}

/**
 * O(values, windows that several layers pool from, identities).
 * @throws UserError for more nodes, or more values in windows, than can be held.
 */
export function valueNodes(graph: LayerGraph): ValueNodes {
  const grouping = new Grouping(resolveLayers(graph), "units");
  const ways = waysToNodes(grouping);
  const groups = groupsOf(grouping, valuesOf(graph.input), (place) =>
    valuesOf(grouping.layers[ways.get(place)!.at(-1)!]!),
  );
  const begins = beginsOf(groups);
  checkNodes(groups);
  const nodes = new Nodes(graph, grouping, ways, groups, begins);
  const weights = nodes.weights();
  checkTaps(weights);
  return { groups, begins, weights, identities: nodes.identities() };
}

/** Where the nodes of each group begin. */
export function beginsOf(groups: readonly UnitGroup[]): number[] {
  let begin = 0;
  return groups.map(({ units }) => {
    begin += units;
    return begin - units;
  });
}

function checkNodes(groups: readonly UnitGroup[]): void {
  const count = groups.reduce((sum, { units }) => sum + units, 0);
  if (count > mostSparseUnits)
    throw new UserError(
      `expected a graph of at most ${mostSparseUnits} nodes, found ${count} values at their positions; measure the graph channels`,
    );
}

/** What counting edges takes, which a file may make as long as it likes. */
function checkTaps(weights: readonly WeightNodes[]): void {
  const count = weights.reduce(
    (sum, { layer, leads }) =>
      sum + taps(layer) * Math.max(leads.node.length, leads.begin.length - 1),
    0,
  );
  if (count > mostWindowTaps)
    throw new UserError(
      `expected kernels of at most ${mostWindowTaps} taps at all positions where values are nodes, found ${count}; measure the graph channels`,
    );
}

/** Of each layer that makes units the places from it to the one whose values are their nodes. */
function waysToNodes(grouping: Grouping): Map<number, number[]> {
  const { layers, numbers, joined } = grouping;
  const ways = new Map<number, number[]>();
  layers.forEach((_, place) => {
    if (!numbers.has(place) && !joined.has(place)) return;
    const way: number[] = [];
    for (let at: number | undefined = place; at !== undefined; at = grouping.next(at)) way.push(at);
    ways.set(place, way);
  });
  return ways;
}

/** Relations of layers' values, by the places of layers. */
class Nodes {
  readonly #layers: readonly ResolvedLayer[];
  /** Of the values that others may read. */
  readonly #reads = new Map<number, Relation>();
  /** Of those that become nodes, on their way there and at its end. */
  readonly #leads = new Map<number, Relation>();
  /** Pairs that there is room for. */
  #left = mostReadings;

  constructor(
    private readonly graph: LayerGraph,
    private readonly grouping: Grouping,
    ways: ReadonlyMap<number, readonly number[]>,
    private readonly groups: readonly UnitGroup[],
    private readonly begins: readonly number[],
  ) {
    this.#layers = grouping.layers;
    this.#reads.set(INPUT_PLACE, oneEach(0, groups[0]!.units));
    for (const [place, way] of ways) {
      const last = way.at(-1)!;
      const group = this.#groupOf(place);
      const whole = this.#reads.get(last) ?? oneEach(begins[group]!, groups[group]!.units);
      this.#reads.set(last, whole);
      this.#leads.set(last, whole);
    }
    for (const way of ways.values())
      for (let i = way.length - 2; i >= 0; i--)
        if (!this.#leads.has(way[i]!)) this.#leads.set(way[i]!, this.#back(way[i]!, way[i + 1]!));
    this.#layers.forEach((_, place) => {
      if (!this.#leads.has(place)) this.#reads.set(place, this.#ahead(place));
    });
  }

  weights(): WeightNodes[] {
    return this.#layers.flatMap(({ inputs, weights }, place) => {
      if (!weights) return [];
      const [reads, leads] = [this.#reads.get(inputs[0]!)!, this.#leads.get(place)!];
      return [{ layer: weights.layer, reads, leads, group: this.#groupOf(place) }];
    });
  }

  identities(): IdentityEdges {
    const { numbers } = this.grouping;
    const count = this.#count();
    const places = [...numbers.keys()].filter((place) => !this.#layers[place]!.weights);
    const { begin, node } = related(
      count,
      (visit) => {
        for (const place of places) this.#eachIdentity(place, visit);
      },
      this.#left,
      () => tooMany("identity edges between values that are added"),
    );
    const source = new Uint32Array(node.length);
    for (let v = 0; v < count; v++) source.fill(v, begin[v]!, begin[v + 1]!);
    return { source, target: node, skip: this.#skips(source, node) };
  }

  /** From what a layer reads to its nodes; nothing from values that are nodes of its own. */
  #eachIdentity(place: number, visit: (from: number, to: number) => void): void {
    const leads = this.#leads.get(place)!;
    eachCarried(this.#layers[place]!, this.#imageOf, (input, from, to) => {
      const reads = this.#reads.get(input);
      if (reads)
        eachNode(reads, from, (source) => eachNode(leads, to, (target) => visit(source, target)));
    });
  }

  /** Identities into a sum from units that other layers read too. */
  #skips(source: Uint32Array, target: Uint32Array): Uint8Array {
    const { numbers } = this.grouping;
    const origins = [INPUT_PLACE, ...numbers.keys()];
    const isShared = origins.map((place) => this.grouping.readers(place).length > 1);
    const isSum = origins.map((place) => place >= 0 && joins(this.#layers[place]!.layer));
    const groupAt = new Uint8Array(this.#count());
    this.groups.forEach(({ units }, group) => {
      groupAt.fill(group, this.begins[group]!, this.begins[group]! + units);
    });
    return Uint8Array.from(source, (from, i) =>
      isShared[groupAt[from]!] && isSum[groupAt[target[i]!]!] ? 1 : 0,
    );
  }

  #count(): number {
    return this.begins.at(-1)! + this.groups.at(-1)!.units;
  }

  #groupOf(place: number): number {
    const { numbers, joined } = this.grouping;
    return numbers.get(place) ?? numbers.get(joined.get(place)!)!;
  }

  readonly #imageOf = (place: number): Image =>
    place < 0 ? this.graph.input : this.#layers[place]!;

  /** Nodes that a layer's values are, by those that it reads. */
  #ahead(place: number): Relation {
    const own = this.#layers[place]!;
    const [first] = own.inputs as [number];
    if (isValueByValue(own)) return this.#reads.get(first)!;
    return this.#composed(own, valuesOf(own), (visit) =>
      eachCarried(own, this.#imageOf, (input, from, to) =>
        eachNode(this.#reads.get(input)!, from, (node) => visit(to, node)),
      ),
    );
  }

  /** Nodes to which a layer's values lead through the one that reads them. */
  #back(place: number, reader: number): Relation {
    const own = this.#layers[reader]!;
    const leads = this.#leads.get(reader)!;
    if (isValueByValue(own)) return leads;
    return this.#composed(own, valuesOf(this.#layers[place]!), (visit) =>
      eachCarried(own, this.#imageOf, (input, from, to) => {
        if (input === place) eachNode(leads, to, (node) => visit(from, node));
      }),
    );
  }

  #composed(
    own: ResolvedLayer,
    values: number,
    each: (visit: (value: number, node: number) => void) => void,
  ): Relation {
    const refuse = () => tooMany(`values in the windows of layers, to ${own.layer.name}`);
    if (carriedPairs(own, this.#imageOf) > this.#left) throw refuse();
    const made = related(values, each, this.#left, refuse);
    this.#left -= made.node.length;
    return made;
  }
}

/** Its value i is that of the only layer that it reads. */
function isValueByValue({ layer, inputs, pool }: ResolvedLayer): boolean {
  return !pool && inputs.length === 1 && layer.kind !== "transpose";
}

function eachNode({ begin, node }: Relation, value: number, visit: (node: number) => void): void {
  const end = begin[value + 1]!;
  for (let i = begin[value]!; i < end; i++) visit(node[i]!);
}

function tooMany(what: string): UserError {
  return new UserError(
    `expected a graph of at most ${mostReadings} ${what}, found more; measure the graph channels`,
  );
}
