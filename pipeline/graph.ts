import type { Table } from "../src/arrow/table.js";
import { UserError } from "../src/error.js";
import { networkGraph } from "../src/graph/graph.js";
import { type Level, writeGraph, writeNodes } from "../src/tables/graph.js";
import { readNetwork } from "../src/tables/network.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const graph: Stage = {
  name: "graph",
  summary: "networks -> weighted graph of their surviving weights",
  details: `
An edge is a surviving weight, its strength the absolute value. Nodes are the units of the dense
network, numbered unit layer by unit layer, inputs first; all of them are kept, with or without edges.
Several networks, one per level of the same cell, go into one file. A network's level is the one that
its file records, else its place on the command line, from 0.`,
  inputs: [{ name: "network.arrow", meaning: "surviving weights of one level", many: "some" }],
  outputs: [
    { option: "nodes", meaning: "nodes.arrow: layer, role and whether the node is live" },
    { option: "out", meaning: "graph.arrow: edges", required: true },
  ],
  options: {},
  run(call) {
    const levels: (Level & { readonly table: Table })[] = [];
    let shape = "";
    call.inputs.forEach((path, place) => {
      const { network, edges } = readNetwork(path);
      const recorded = edges.attribute("level");
      const level = typeof recorded === "number" ? recorded : place;
      const units = network.units.join(", ");
      if (place === 0) shape = units;
      if (units !== shape)
        throw new UserError(`${path}: expected layers of ${shape} units, found ${units}`);
      if (levels.some((other) => other.level === level))
        throw new UserError(`${path}: expected one network per level, found two of level ${level}`);
      levels.push({ level, graph: networkGraph(network), table: edges });
      call.progress(place + 1, call.inputs.length, "levels");
    });
    levels.sort((a, b) => a.level - b.level);
    const units = shape.split(", ").map(Number);
    const tables = levels.map(({ level, table }) => [`level ${level}`, table]);
    const from = provenance(call, Object.fromEntries(tables), { units });
    const nodes = call.output("nodes");
    if (nodes) writeNodes(nodes, levels, from);
    writeGraph(call.out("out"), levels, from);
  },
};
