import { together } from "../src/files.js";
import { describeStatistics } from "../src/graph/statistic.js";
import { graphPercolation } from "../src/percolation/percolation.js";
import {
  layersMeanings,
  percolationMeanings,
  percolationStatistics,
} from "../src/percolation/statistics.js";
import { writePercolation } from "../src/tables/percolation.js";
import { writeStatistics } from "../src/tables/statistics.js";
import { graphInput } from "./graph-input.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const percolation: Stage = {
  name: "percolation",
  summary: "graph -> percolation curves and thresholds",
  details: `
Edges are added one by one to the nodes of the dense network, strongest first and in random order
(Newman & Ziff 2001). Components are undirected; paths from inputs to outputs follow the edges.
Without nodes.arrow, the nodes are those of the edges, inputs are nodes where no edge arrives, outputs
nodes that no edge leaves. A threshold is undefined where its event does not happen, and where a peak
lies at the last edge: that graph ends before its threshold. A graph may have cycles, loops and parallel
edges, and edges without direction: paths are then undefined, and densities count all pairs of nodes.
Paths of a network that is a graph of layers go along its identity edges too, which join no components. A
skip keeps inputs and outputs joined whatever is pruned, so with skips paths are measured without them too.

${describeStatistics({ ...percolationMeanings, ...layersMeanings })}`,
  inputs: [
    { name: "graph.arrow", meaning: "edges of one or many levels; or GEXF, GraphML, CSV, JSON" },
    { name: "nodes.arrow", meaning: "their nodes", optional: true },
  ],
  outputs: [
    { option: "statistics", meaning: "statistics.arrow: scalars of every level" },
    { option: "out", meaning: "percolation.arrow: sampled curves", required: true },
  ],
  options: {
    seed: { type: "integer", minimum: 0, meaning: "of the random orders", default: 0 },
    shuffles: {
      type: "integer",
      minimum: 1,
      maximum: 100_000,
      meaning: "random orders to average",
      default: 10,
    },
  },
  run(call) {
    const { levels, edges, nodes } = graphInput(call.inputs[0]!, call.inputs[1]);
    const measured = levels.map(({ level, graph }, done) => {
      const purpose = `percolation, level ${level}`;
      const found = graphPercolation(graph, call.number("shuffles"), call.number("seed"), purpose);
      const statistics = percolationStatistics(graph, found);
      call.progress(done + 1, levels.length, "levels");
      return { level, graph, percolation: found, statistics };
    });
    const from = provenance(call, { graph: edges, nodes });
    together(() => {
      const scalars = call.output("statistics");
      if (scalars) writeStatistics(scalars, measured, from);
      writePercolation(call.out("out"), measured, from);
    });
  },
};
