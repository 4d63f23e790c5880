import { readTable } from "../src/arrow/read.js";
import type { Table } from "../src/arrow/table.js";
import { UserError } from "../src/error.js";
import { survivingWeights } from "../src/graph/graph.js";
import type { Network } from "../src/network.js";
import { type LevelPortrait, portrait as portraits } from "../src/portrait/portrait.js";
import { edgeSigns, sameNodes } from "../src/portrait/signs.js";
import { readGraph } from "../src/tables/graph.js";
import { partitionsOf } from "../src/tables/partition.js";
import { writePortrait, writePortraitEdges } from "../src/tables/portrait.js";
import { networkOf, networkOptions } from "./network-input.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const portrait: Stage = {
  name: "portrait",
  summary: "graph and communities -> what a picture of each level shows",
  details: `
Places of the nodes, the same at all levels, so that pictures can be laid over one another: inputs as
the pixels of their image where their number is a square, every other layer as a column in which units
stand at the barycentre of what they are joined to. At every level: degrees, strength, community and a
colour of the community that lasts from level to level; and of each weight layer the strongest edges.
The signs of their weights need the networks that the graph was made from.`,
  inputs: [
    { name: "graph.arrow", meaning: "edges of one or many levels" },
    { name: "nodes.arrow", meaning: "their nodes" },
    { name: "partition.arrow", meaning: "their communities" },
    { name: "network.arrow", meaning: "surviving weights of one level", many: "any" },
  ],
  outputs: [
    { option: "edges", meaning: "portrait-edges.arrow: the strongest edges", required: true },
    { option: "out", meaning: "portrait.arrow: nodes", required: true },
  ],
  options: {
    strongest: { type: "integer", minimum: 1, meaning: "edges of each weight layer", default: 40 },
    ...networkOptions,
  },
  run(call) {
    const [graphPath, nodesPath, partitionPath, ...networkPaths] = call.inputs;
    const { levels, edges, nodes } = noted(readGraph(graphPath!, nodesPath));
    const partition = readTable(partitionPath!, "partition");
    const numbers = levels.map(({ level }) => level);
    const drawn = portraits(levels, partitionsOf(partition, numbers), call.number("strongest"));
    const signs: Int32Array[] = drawn.map(({ edges: own }) => new Int32Array(own.length));
    const tables: [string, Table][] = [];
    for (const [place, path] of networkPaths.entries()) {
      const { network, edges: table } = networkOf(call, path);
      const recorded = table.attribute("level");
      const level = typeof recorded === "number" ? recorded : place;
      const at = numbers.indexOf(level);
      if (at < 0)
        throw new UserError(
          `${path}: expected a network of one of the levels in ${graphPath}, found level ${level}`,
        );
      signs[at] = signsOf(path, network, drawn[at]!);
      tables.push([`level ${level}`, table]);
      call.progress(place + 1, networkPaths.length, "levels");
    }
    const from = provenance(call, {
      graph: edges,
      nodes,
      partition,
      ...Object.fromEntries(tables),
    });
    writePortraitEdges(call.out("edges"), drawn, signs, from);
    writePortrait(call.out("out"), drawn, from);
  },
};

/** @throws UserError where the network has another number of weights than the graph. */
function signsOf(path: string, network: Network, { graph, edges }: LevelPortrait): Int32Array {
  const [expected, found] = [survivingWeights(graph), network.weight.length];
  if (sameNodes(network, graph) && found !== expected)
    throw new UserError(
      `${path}: expected the network that the graph was made from, of ${expected} weights, found ${found}`,
    );
  return edgeSigns(network, graph, edges);
}
