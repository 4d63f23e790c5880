import { readTable } from "../src/arrow/read.js";
import type { Table } from "../src/arrow/table.js";
import { UserError } from "../src/error.js";
import { together } from "../src/files.js";
import { layerSizes, survivingWeights } from "../src/graph/graph.js";
import { located } from "../src/layer-settings.js";
import type { Network } from "../src/network.js";
import { type NullOf, type NullPortrait, nullPortrait } from "../src/portrait/null-portrait.js";
import { type LevelPortrait, portrait as portraits } from "../src/portrait/portrait.js";
import { edgeSigns, sameNodes } from "../src/portrait/signs.js";
import { readGraph } from "../src/tables/graph.js";
import { partitionsOf } from "../src/tables/partition.js";
import {
  writePortrait,
  writePortraitBands,
  writePortraitEdges,
  writePortraitNulls,
} from "../src/tables/portrait.js";
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
colour of the community that lasts from level to level; all edges while there are at most --most, else
the strongest of each weight layer, and --bands: how many edges lead from place to place.
The signs of weights need the networks that the graph was made from. Networks of null models among them
are drawn at the same places (--nulls).`,
  inputs: [
    { name: "graph.arrow", meaning: "edges of one or many levels" },
    { name: "nodes.arrow", meaning: "their nodes" },
    { name: "partition.arrow", meaning: "their communities" },
    {
      name: "network.arrow",
      meaning: "surviving weights of one level, or of a null model",
      many: "any",
    },
  ],
  outputs: [
    { option: "edges", meaning: "portrait-edges.arrow: the edges drawn", required: true },
    {
      option: "bands",
      meaning:
        "portrait-bands.arrow: edges from place to place, of levels that are not drawn whole",
    },
    { option: "nulls", meaning: "portrait-nulls.arrow: edges of the null models given" },
    { option: "out", meaning: "portrait.arrow: nodes", required: true },
  ],
  options: {
    most: { type: "integer", minimum: 1, meaning: "edges drawn of a level", default: 4000 },
    ...networkOptions,
  },
  run(call) {
    const [graphPath, nodesPath, partitionPath, ...networkPaths] = call.inputs;
    const { levels, edges, nodes } = noted(readGraph(graphPath!, nodesPath));
    const partition = readTable(partitionPath!, "partition");
    const numbers = levels.map(({ level }) => level);
    const most = call.number("most");
    const convention = edges.attribute("convention") === "units" ? "units" : "channels";
    const drawn = portraits(levels, partitionsOf(partition, numbers), most);
    const signs: Int32Array[] = drawn.map(({ edges: own }) => new Int32Array(own.length));
    const nulls: NullPortrait[] = [];
    const tables: [string, Table][] = [];
    for (const [place, path] of networkPaths.entries()) {
      const { network, edges: table } = networkOf(call, path);
      const of = nullOf(table);
      const recorded = table.attribute("level");
      const level = typeof recorded === "number" ? recorded : place;
      const at = numbers.indexOf(level);
      if (at < 0)
        throw new UserError(
          `${path}: expected a network of one of the levels in ${graphPath}, found level ${level}`,
        );
      if (of) {
        const made = located(path, () => nullPortrait(of, network, most, convention));
        nulls.push(checkedNull(path, made, drawn[at]!));
      } else signs[at] = signsOf(path, network, drawn[at]!);
      tables.push([of ? `level ${level} ${nameOf(of)}` : `level ${level}`, table]);
      call.progress(place + 1, networkPaths.length, "levels");
    }
    const nullsPath = call.output("nulls");
    if (nulls.length > 0 && nullsPath === undefined)
      throw new UserError(
        "pcrit portrait: expected --nulls, the file for the null models among the networks; give it, or leave them out",
      );
    const from = provenance(
      call,
      {
        graph: edges,
        nodes,
        partition,
        ...Object.fromEntries(tables),
      },
      layersIn(edges),
    );
    together(() => {
      writePortraitEdges(call.out("edges"), drawn, signs, from);
      const bandsPath = call.output("bands");
      if (bandsPath !== undefined) writePortraitBands(bandsPath, drawn, from);
      if (nullsPath !== undefined) writePortraitNulls(nullsPath, nulls, from);
      writePortrait(call.out("out"), drawn, from);
    });
  },
};

/** What identities of a graph of layers follow from, which the report draws. */
function layersIn(edges: Table): Record<string, unknown> {
  const graph = edges.attribute("graph");
  const convention = edges.attribute("convention");
  if (graph === undefined) return {};
  return { graph, ...(convention === "units" && { convention }) };
}

/** Undefined for a network that is no null model. */
function nullOf(table: Table): NullOf | undefined {
  const found = table.attribute("null");
  if (typeof found !== "object" || found === null) return undefined;
  const { model, start, repetition } = found as Record<string, unknown>;
  return {
    level: Number(table.attribute("level")),
    model: String(model),
    start: String(start),
    repetition: Number(repetition),
  };
}

const nameOf = ({ model, start, repetition }: NullOf) => `${model} ${start} ${repetition}`;

/** @throws UserError where the null model has not the units of the learned network. */
function checkedNull(path: string, drawn: NullPortrait, { graph }: LevelPortrait): NullPortrait {
  const [expected, found] = [layerSizes(graph.nodes), layerSizes(drawn.graph.nodes)];
  if (expected.join() !== found.join())
    throw new UserError(
      `${path}: expected a null model of the graph's own ${expected.join(", ")} nodes, found one of ${found.join(", ")} units`,
    );
  return drawn;
}

/** @throws UserError where the network has another number of weights than the graph. */
function signsOf(path: string, network: Network, { graph, edges }: LevelPortrait): Int32Array {
  const [expected, found] = [survivingWeights(graph), network.weight.length];
  if (sameNodes(network, graph) && found !== expected)
    throw new UserError(
      `${path}: expected the network that the graph was made from, of ${expected} weights, found ${found}`,
    );
  return edgeSigns(network, graph, edges);
}
