import { readTable } from "../src/arrow/read.js";
import { describeStatistics } from "../src/graph/statistic.js";
import {
  structureMeanings,
  structureStatistics,
  unlayeredMeanings,
} from "../src/structure/statistics.js";
import { communitiesOf } from "../src/tables/partition.js";
import { writeStatistics } from "../src/tables/statistics.js";
import { graphInput } from "./graph-input.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const structure: Stage = {
  name: "structure",
  summary: "graph -> tails, cycles, spectra, paths, cuts, betweenness",
  details: `
What costs more than a few passes over the edges is left out above a stated size, and is then NaN.
The statistics of communities need partition.arrow. An exponent is fitted to degrees that end at the
width of the layer at the other end. A graph with cycles, loops, parallel edges or without directions has
those of degrees, weights and communities alone.

${describeStatistics({ ...structureMeanings, ...unlayeredMeanings })}`,
  inputs: [
    { name: "graph.arrow", meaning: "edges of one or many levels; or GEXF, GraphML, CSV, JSON" },
    { name: "nodes.arrow", meaning: "their nodes", optional: true },
    { name: "partition.arrow", meaning: "communities of those levels", optional: true },
  ],
  outputs: [{ option: "out", meaning: "statistics.arrow: scalars of every level", required: true }],
  options: {
    samples: {
      type: "integer",
      minimum: 0,
      maximum: 100_000,
      meaning: "bootstrap samples for the goodness of fit of a tail",
      default: 50,
    },
    nulls: {
      type: "integer",
      minimum: 0,
      maximum: 100_000,
      meaning: "random graphs of the same densities, for z-scores; 0: none",
      default: 20,
    },
    seed: { type: "integer", minimum: 0, meaning: "names the random streams", default: 0 },
  },
  run(call) {
    const [graphPath, nodesPath, partitionPath] = call.inputs;
    const { levels, edges, nodes } = graphInput(graphPath!, nodesPath);
    const partition =
      partitionPath === undefined ? undefined : readTable(partitionPath, "partition");
    const given = {
      samples: call.number("samples"),
      nulls: call.number("nulls"),
      seed: call.number("seed"),
    };
    const measured = levels.map(({ level, graph }, done) => {
      const community = partition && communitiesOf(partition, level, graph.nodes.id);
      const options = { ...given, purpose: `structure, level ${level}` };
      const statistics = structureStatistics(graph, {
        ...options,
        ...(community && { community }),
      });
      call.progress(done + 1, levels.length, "levels");
      return { level, statistics };
    });
    const from = provenance(call, { graph: edges, nodes, partition });
    writeStatistics(call.out("out"), measured, from);
  },
};
