/** What joins the nodes of a graph of layers: its weight layers in the dense network, and identities. */
import { groupsOf } from "../geometry.js";
import { type LayerGraph, weightLayersOf } from "../layer-graph.js";
import type { Graph, IdentityEdges, LayerEnds } from "./graph.js";
import { type GroupSlice, type Identities, type UnitGroups, unitGroups } from "./unit-groups.js";

export interface Wiring {
  /** Nodes of each unit layer. */
  readonly sizes: readonly number[];
  readonly ends: readonly LayerEnds[];
  /** Nothing where there are none. */
  readonly identities: Pick<Graph, "identities">;
}

/** O(nodes + identity edges). */
export function wiringOf(graph: LayerGraph): Wiring {
  const found = unitGroups(graph);
  const begins = beginsOf(found);
  return {
    sizes: found.groups.map(({ units }) => units),
    ends: endsOf(graph),
    identities: identityEdges(found.identities, begins),
  };
}

/** What a weight layer reads: the node of each channel, how many values a channel has, the first target. */
interface Reads {
  readonly nodes: Uint32Array;
  readonly values: number;
  readonly target: number;
}

/** Of each weight layer. */
export function readNodes(graph: LayerGraph): Reads[] {
  const found = unitGroups(graph);
  const begins = beginsOf(found);
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

/** Where the nodes of each group begin. */
function beginsOf({ groups }: UnitGroups): number[] {
  let begin = 0;
  return groups.map(({ units }) => {
    begin += units;
    return begin - units;
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
