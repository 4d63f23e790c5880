/** The graph `units` of a graph of layers by its definition, value by value: slow and obvious. */
import { resolveLayers } from "../../src/layer-graph.js";
import type { Network } from "../../src/network.js";
import { type Product, productsOf } from "./layer-products.js";

export interface ReferenceGraph {
  /** Names of values, group by group. */
  readonly nodes: readonly string[];
  readonly sizes: readonly number[];
  /** "from to" -> squares of the weights of all products between them. */
  readonly edges: ReadonlyMap<string, readonly number[]>;
  /** "from to" -> whether it is a skip. */
  readonly identities: ReadonlyMap<string, boolean>;
  readonly reached: ReadonlySet<string>;
  readonly leading: ReadonlySet<string>;
}

export function referenceGraph(network: Network): ReferenceGraph {
  const { products, inputs, outputs } = productsOf(network);
  const groups = nodePlaces(network);
  const valuesAt = valuesByPlace(network);
  const nodes = groups.flatMap(({ at }) => valuesAt(at));
  const isNode = new Set(nodes);
  const carried = byEnd(products.filter(({ weight }) => weight === undefined));
  const weighted = byEnd(products.filter(({ weight }) => weight !== undefined));
  /** Values that are this one, through what is no weight, up to nodes. */
  const onwards = (value: string, stop: boolean): Set<string> => {
    const found = new Set<string>([value]);
    for (const one of found) {
      if (isNode.has(one) && (stop || one !== value)) continue;
      for (const { to } of carried.get(one) ?? []) found.add(to);
    }
    return found;
  };
  const edges = new Map<string, number[]>();
  const identities = new Map<string, boolean>();
  const groupOf = new Map(groups.flatMap((own) => valuesAt(own.at).map((v) => [v, own] as const)));
  for (const node of nodes)
    for (const value of onwards(node, false)) {
      if (value !== node && isNode.has(value)) {
        const [from, to] = [groupOf.get(node)!, groupOf.get(value)!];
        identities.set(`${node} > ${value}`, from.isShared && to.isSum);
        continue;
      }
      for (const { to, weight } of weighted.get(value) ?? [])
        for (const end of onwards(to, true)) {
          if (!isNode.has(end)) continue;
          const key = `${node} > ${end}`;
          edges.set(key, [...(edges.get(key) ?? []), network.weight[weight!]! ** 2]);
        }
    }
  return {
    nodes,
    sizes: groups.map(({ at }) => valuesAt(at).length),
    edges,
    identities,
    reached: closure(inputs, products, "from", "to"),
    leading: closure(outputs, products, "to", "from"),
  };
}

/** Where values are nodes, by the layer that makes them. */
function nodePlaces(network: Network) {
  const layers = resolveLayers(network.graph!);
  const kindOf = (place: number) => layers[place]!.layer.kind;
  const isSum = (place: number) => ["add", "multiply"].includes(kindOf(place));
  const hasWeights = (place: number) => layers[place]!.weights !== undefined;
  const isPlain = (place: number) =>
    !hasWeights(place) && !isSum(place) && kindOf(place) !== "concatenate";
  const direct = (place: number) =>
    [...layers.keys()].filter((at) => layers[at]!.inputs.includes(place));
  const sole = (place: number) => (direct(place).length === 1 ? direct(place)[0]! : -1);
  /** The end of a way along layers that are alone in reading the one before and hand on what it gives. */
  const settled = (place: number): number => {
    const reader = sole(place);
    return reader >= 0 && isPlain(reader) ? settled(reader) : place;
  };
  /** Layers whose values these are. */
  const makers = (place: number): number[] => {
    if (place < 0 || hasWeights(place) || isSum(place)) return [place];
    return layers[place]!.inputs.flatMap(makers);
  };
  const intoSum = new Map<number, number>();
  for (const place of layers.keys()) {
    const sum = sole(settled(place));
    if (!hasWeights(place) || sum < 0 || !isSum(sum)) continue;
    const read = (one: number) => makers(layers[one]!.inputs[0]!);
    const others = [...intoSum].filter(([, to]) => to === sum).flatMap(([one]) => read(one));
    if (!read(place).some((one) => others.includes(one))) intoSum.set(place, sum);
  }
  let last = layers.length - 1;
  while (isPlain(last)) last = layers[last]!.inputs[0]!;
  /** Whether several layers take these units in. */
  const isShared = (maker: number) => {
    const takers = new Set<number>();
    const seen = [maker];
    for (const place of seen)
      for (const reader of direct(place))
        if (hasWeights(reader) || isSum(reader)) takers.add(reader);
        else seen.push(reader);
    return takers.size > 1;
  };
  const found = [{ at: -1, isSum: false, isShared: isShared(-1) }];
  for (const place of layers.keys())
    if ((hasWeights(place) && !intoSum.has(place)) || isSum(place) || place === last)
      found.push({ at: settled(place), isSum: isSum(place), isShared: isShared(place) });
  return found;
}

function valuesByPlace(network: Network) {
  const graph = network.graph!;
  const layers = resolveLayers(graph);
  return (place: number): string[] => {
    const { channels, height, width } = place < 0 ? graph.input : layers[place]!;
    return Array.from(
      { length: channels * height * width },
      (_, v) =>
        `${place} ${Math.floor(v / (height * width))} ${Math.floor(v / width) % height} ${v % width}`,
    );
  };
}

function byEnd(products: readonly Product[]): Map<string, Product[]> {
  const found = new Map<string, Product[]>();
  for (const product of products)
    found.set(product.from, [...(found.get(product.from) ?? []), product]);
  return found;
}

function closure(
  begin: readonly string[],
  products: readonly Product[],
  near: "from" | "to",
  far: "from" | "to",
): Set<string> {
  const next = new Map<string, string[]>();
  for (const product of products)
    next.set(product[near], [...(next.get(product[near]) ?? []), product[far]]);
  const found = new Set(begin);
  for (const value of found) for (const other of next.get(value) ?? []) found.add(other);
  return found;
}
