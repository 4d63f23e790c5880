/** What joins the nodes of a graph of layers: its weight layers in the dense network, and identities. */
import { concatenate } from "../concatenate.js";
import { groupsOf } from "../geometry.js";
import { type LayerGraph, weightLayersOf } from "../layer-graph.js";
import { shapeOfGraph } from "../layers.js";
import { prunableWeights } from "../network.js";
import type { Graph, IdentityEdges, LayerEnds } from "./graph.js";
import type { Convention } from "./grouping.js";
import type { Relation } from "./relation.js";
import { type GroupSlice, type Identities, unitGroups } from "./unit-groups.js";
import { denseProducts } from "./unrolled.js";
import { beginsOf, type ValueNodes, valueNodes, type WeightNodes } from "./value-nodes.js";

/** There are no `identities` where it has none. */
export interface Wiring extends Pick<Graph, "prunable" | "identities"> {
  /** Nodes of each unit layer. */
  readonly sizes: readonly number[];
  readonly ends: readonly LayerEnds[];
}

/** O(nodes + identity edges); of the graph units also of the places of one kernel. */
export function wiringOf(graph: LayerGraph, convention: Convention): Wiring {
  if (convention === "units") return valueWiring(valueNodes(graph));
  const { groups, identities } = unitGroups(graph);
  return {
    sizes: groups.map(({ units }) => units),
    ends: endsOf(graph),
    prunable: prunableWeights(shapeOfGraph(graph)),
    ...identityEdges(identities, beginsOf(groups)),
  };
}

/** The same of the graph units. */
export function valueWiring({ groups, begins, weights, identities }: ValueNodes): Wiring {
  return {
    sizes: groups.map(({ units }) => units),
    ends: weights.map((own) => valueEnds(own, begins[own.group]!, groups[own.group]!.units)),
    prunable: weights.reduce((sum, own) => sum + denseProducts(own), 0),
    ...(identities.source.length > 0 && { identities }),
  };
}

/**
 * All that a layer reads to all that it gives, as in the graph units of a chain, which kernels do not reach at once;
 * with groups within each, where their nodes follow one another.
 */
function valueEnds({ layer, reads, leads }: WeightNodes, first: number, nodes: number): LayerEnds {
  const parts = groupsOf(layer);
  const targets = nodes / parts;
  const lead = partsOf(leads, parts);
  const apart =
    Number.isInteger(targets) &&
    lead.every((own, part) => own.every((v) => Math.floor((v - first) / targets) === part));
  const groups = apart ? parts : 1;
  const sources = partsOf(reads, groups).map(ascending);
  const target = sources.map((own, part) =>
    new Uint32Array(own.length).fill(first + (part * nodes) / groups),
  );
  return {
    source: joinedUp(sources),
    target: joinedUp(target),
    targets: nodes / groups,
    groups,
  };
}

/** Nodes of the values of each of so many equal parts. */
function partsOf({ begin, node }: Relation, parts: number): Uint32Array[] {
  const values = (begin.length - 1) / parts;
  return Array.from({ length: parts }, (_, part) =>
    node.subarray(begin[part * values]!, begin[(part + 1) * values]!),
  );
}

/** In order, each once. */
function ascending(nodes: Uint32Array): Uint32Array {
  return nodes
    .slice()
    .sort()
    .filter((v, i, all) => i === 0 || v !== all[i - 1]);
}

const joinedUp = (parts: readonly Uint32Array[]) => concatenate(parts, (n) => new Uint32Array(n));

/** What a weight layer reads: the node of each channel, how many values a channel has, the first target. */
interface Reads {
  readonly nodes: Uint32Array;
  readonly values: number;
  readonly target: number;
}

/** Of each weight layer. */
export function readNodes(graph: LayerGraph): Reads[] {
  const found = unitGroups(graph);
  const begins = beginsOf(found.groups);
  return weightLayersOf(graph).map(({ sources }, l) => {
    const nodes = Uint32Array.from(
      found.sources[l]!.flatMap((slice) => [...nodesOf(slice, begins)]),
    );
    return { nodes, values: sources / nodes.length, target: begins[found.target[l]!]! };
  });
}

function endsOf(graph: LayerGraph): LayerEnds[] {
  const reads = readNodes(graph);
  return weightLayersOf(graph).map((layer, l) => {
    const { nodes, target } = reads[l]!;
    const groups = groupsOf(layer);
    const targets = layer.targets / groups;
    const cells = new Set<string>();
    const source: number[] = [];
    const first: number[] = [];
    nodes.forEach((node, channel) => {
      const own = target + Math.floor((channel * groups) / nodes.length) * targets;
      // A concatenation may hold the same units twice.
      if (cells.has(`${node} ${own}`)) return;
      cells.add(`${node} ${own}`);
      source.push(node);
      first.push(own);
    });
    return { source: Uint32Array.from(source), target: Uint32Array.from(first), targets, groups };
  });
}

function nodesOf({ group, begin, units }: GroupSlice, begins: readonly number[]): Uint32Array {
  return Uint32Array.from({ length: units }, (_, i) => begins[group]! + begin + i);
}

function identityEdges(
  all: readonly Identities[],
  begins: readonly number[],
): Pick<Graph, "identities"> {
  const rows = all.flatMap(({ from, to, pairs, skip }) => {
    const [sources, targets] = [nodesOf(from, begins), nodesOf(to, begins)];
    const row = (source: number, target: number) => ({ source, target, skip: skip ? 1 : 0 });
    return pairs === "same"
      ? Array.from(sources, (source, i) => row(source, targets[i]!))
      : Array.from(sources).flatMap((source) => Array.from(targets, (t) => row(source, t)));
  });
  if (rows.length === 0) return {};
  rows.sort((a, b) => a.source - b.source || a.target - b.target || a.skip - b.skip);
  const identities: IdentityEdges = {
    source: Uint32Array.from(rows, ({ source }) => source),
    target: Uint32Array.from(rows, ({ target }) => target),
    skip: Uint8Array.from(rows, ({ skip }) => skip),
  };
  return { identities };
}
