import type { Table } from "../src/arrow/table.js";
import {
  degreeMeanings,
  degreeRows,
  degreeStatistics,
  undirectedDegreeMeanings,
} from "../src/degree/statistics.js";
import { litChannels, litPixels } from "../src/degree/unlit.js";
import { UserError } from "../src/error.js";
import { together } from "../src/files.js";
import { type Graph, Role } from "../src/graph/graph.js";
import { describeStatistics } from "../src/graph/statistic.js";
import { LastMade } from "../src/same-files.js";
import { readDataset } from "../src/tables/dataset.js";
import { writeDegrees } from "../src/tables/degrees.js";
import { writeStatistics } from "../src/tables/statistics.js";
import { graphInput } from "./graph-input.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const degree: Stage = {
  name: "degree",
  summary: "graph -> degrees and strengths",
  details: `
In- and out-degrees count edges, strengths sum absolute weights, both per unit layer over all units of
the layer. A degree cannot exceed the width of the layer at the other end. The statistics of inputs
that are never lit need dataset.arrow. A graph with cycles, loops or parallel edges counts as one unit layer; without
directions, a node has one degree, in which a loop counts twice.

${describeStatistics({ ...degreeMeanings, ...undirectedDegreeMeanings })}`,
  inputs: [
    { name: "graph.arrow", meaning: "edges of one or many levels; or GEXF, GraphML, CSV, JSON" },
    { name: "nodes.arrow", meaning: "their nodes", optional: true },
    { name: "dataset.arrow", meaning: "images that the network was trained on", optional: true },
  ],
  outputs: [
    { option: "statistics", meaning: "statistics.arrow: scalars of every level" },
    { option: "out", meaning: "degrees.arrow: histograms", required: true },
  ],
  options: {},
  run(call) {
    const [graphPath, nodesPath, datasetPath] = call.inputs;
    const { levels, edges, nodes } = graphInput(graphPath!, nodesPath);
    const data = datasetPath === undefined ? undefined : imagesAt(datasetPath);
    const ofChannels = edges.attribute("convention") === "channels";
    const measured = levels.map(({ level, graph }, done) => {
      const statistics = degreeStatistics(
        graph,
        data && litInputs(datasetPath!, data.lit, graph, ofChannels),
      );
      call.progress(done + 1, levels.length, "levels");
      return { level, statistics, rows: degreeRows(graph) };
    });
    const from = provenance(call, { graph: edges, nodes, dataset: data?.table });
    together(() => {
      const scalars = call.output("statistics");
      if (scalars) writeStatistics(scalars, measured, from);
      writeDegrees(call.out("out"), measured, from);
    });
  },
};

const last = new LastMade<{ readonly lit: Uint8Array; readonly table: Table }>();

/** Which pixels some image lights. All cells have the same images. */
function imagesAt(path: string) {
  return last.of([path], () => {
    const { dataset, table } = readDataset(path);
    return { lit: litPixels(dataset.train, dataset.normalise), table: table.withoutColumns() };
  });
}

/** For each input, whether some image lights it; an input that is a channel has many pixels. */
function litInputs(path: string, lit: Uint8Array, { nodes }: Graph, ofChannels: boolean) {
  const inputs = nodes.role.reduce((n, role) => n + (role === Role.input ? 1 : 0), 0);
  if (ofChannels && lit.length % inputs === 0) return litChannels(lit, inputs);
  if (inputs !== lit.length)
    throw new UserError(
      `${path}: expected images of ${inputs} pixels, as the graph has ${inputs} inputs, found ${lit.length}`,
    );
  return lit;
}
