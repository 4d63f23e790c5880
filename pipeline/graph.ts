import type { Table } from "../src/arrow/table.js";
import { UserError } from "../src/error.js";
import { together } from "../src/files.js";
import { layerSizes } from "../src/graph/graph.js";
import { type Convention, conventions } from "../src/graph/grouping.js";
import { networkGraph } from "../src/graph/network-graph.js";
import { located } from "../src/layer-settings.js";
import { describeShape } from "../src/layers.js";
import type { Network } from "../src/network.js";
import { type Level, writeGraph, writeNodes } from "../src/tables/graph.js";
import { networkOf, networkOptions } from "./network-input.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const graph: Stage = {
  name: "graph",
  summary: "networks -> weighted graph of their surviving weights",
  details: `
An edge is a surviving weight, its strength the absolute value. Nodes are the units of the dense
network, numbered unit layer by unit layer, inputs first; all of them are kept, with or without edges.
A network with convolutions has two graphs. channels: nodes are channels, an edge is a kernel (or all
weights from a channel to a unit), its weight their L2 norm, its multiplicity their number. units:
nodes are the channels' values at each position, after pooling; an edge joins a value to a pooled
value, its multiplicity is the number of products behind it, its weight the L2 norm of their weights,
and densities count products.
Of a network that is a graph of layers, units that are added to one another are one unit layer; what else
goes into a sum, a skip for one, arrives on identity edges. These follow from the attribute graph, carry
paths, and count in no density, degree or component. A value that one layer reads through a pool and
another as it is stays as it is: a weight behind the pool leads from each value in the window.
Several networks, one per level of the same cell, go into one file. A network's level is the one that
its file records, else its place on the command line, from 0.`,
  inputs: [{ name: "network.arrow", meaning: "surviving weights of one level", many: "some" }],
  outputs: [
    { option: "nodes", meaning: "nodes.arrow: layer, role and whether the node is live" },
    { option: "out", meaning: "graph.arrow: edges", required: true },
  ],
  options: {
    convention: {
      type: "text",
      values: conventions,
      meaning: "nodes of convolutions",
      default: "channels",
    },
    ...networkOptions,
  },
  run(call) {
    const levels: (Level & { readonly table: Table })[] = [];
    const convention = call.text("convention") as Convention;
    let shape = "";
    let form: Pick<Network, "convolutions" | "graph"> = {};
    call.inputs.forEach((path, place) => {
      const { network, edges } = networkOf(call, path);
      const recorded = edges.attribute("level");
      const level = typeof recorded === "number" ? recorded : place;
      const { convolutions, graph } = network;
      const found = convolutions || graph ? describeShape(network) : network.units.join(", ");
      if (place === 0) shape = found;
      if (found !== shape)
        throw new UserError(`${path}: expected layers of ${shape} units, found ${found}`);
      if (levels.some((other) => other.level === level))
        throw new UserError(`${path}: expected one network per level, found two of level ${level}`);
      // The table may be larger than the graph.
      levels.push({
        level,
        graph: located(path, () => networkGraph(network, convention)),
        table: edges.withoutColumns(),
      });
      form = network;
      call.progress(place + 1, call.inputs.length, "levels");
    });
    levels.sort((a, b) => a.level - b.level);
    const { nodes: all, prunable } = levels[0]!.graph;
    const units = layerSizes(all);
    const tables = levels.map(({ level, table }) => [`level ${level}`, table]);
    const from = provenance(call, Object.fromEntries(tables), {
      units,
      ...(form.convolutions || form.graph ? { convention, prunable } : {}),
      ...(form.graph && { graph: form.graph }),
    });
    together(() => {
      const nodes = call.output("nodes");
      if (nodes) writeNodes(nodes, levels, from);
      writeGraph(call.out("out"), levels, from);
    });
  },
};
