import {
  type CommunityAlgorithm,
  communities,
  communityAlgorithms,
} from "../src/community/community.js";
import { communityMeanings, communityStatistics } from "../src/community/statistics.js";
import { together } from "../src/files.js";
import { namesOf } from "../src/graph/graph.js";
import { describeStatistics } from "../src/graph/statistic.js";
import { writePartition } from "../src/tables/partition.js";
import { writeStatistics } from "../src/tables/statistics.js";
import { graphInput } from "./graph-input.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const community: Stage = {
  name: "community",
  summary: "graph -> communities and modularity",
  details: `
Louvain on the undirected graph of absolute weights, several runs with seeds of their own; or Leiden, whose
communities are connected; or graphology's Louvain. Nodes without edges belong to no community and are left
out of the partition. A graph may have cycles, loops and parallel edges; directions of edges count in
Barber's modularity alone, which a graph without any lacks.

${describeStatistics(communityMeanings)}`,
  inputs: [
    { name: "graph.arrow", meaning: "edges of one or many levels; or GEXF, GraphML, CSV, JSON" },
    { name: "nodes.arrow", meaning: "their nodes", optional: true },
  ],
  outputs: [
    { option: "statistics", meaning: "statistics.arrow: scalars of every level" },
    { option: "out", meaning: "partition.arrow: the best run's communities", required: true },
  ],
  options: {
    seed: { type: "integer", minimum: 0, meaning: "of the runs", default: 0 },
    runs: { type: "integer", minimum: 1, maximum: 100_000, meaning: "how many", default: 5 },
    algorithm: {
      type: "text",
      values: communityAlgorithms,
      meaning: "what finds communities",
      default: "louvain",
    },
  },
  run(call) {
    const { levels, edges, nodes } = graphInput(call.inputs[0]!, call.inputs[1]);
    const algorithm = call.text("algorithm") as CommunityAlgorithm;
    const [runs, seed] = [call.number("runs"), call.number("seed")];
    const measured = levels.map(({ level, graph }, done) => {
      const purpose = `${algorithm}, level ${level}`;
      const found = communities(graph, runs, seed, purpose, algorithm);
      call.progress(done + 1, levels.length, "levels");
      const names = namesOf(graph.nodes);
      return {
        level,
        nodes: found.clusterable.nodes.map((v) => graph.nodes.id[v]!),
        community: found.best,
        ...(names ? { names: Array.from(found.clusterable.nodes, (v) => names[v]!) } : {}),
        statistics: communityStatistics(graph, found),
      };
    });
    const from = provenance(call, { graph: edges, nodes });
    together(() => {
      const scalars = call.output("statistics");
      if (scalars) writeStatistics(scalars, measured, from);
      writePartition(call.out("out"), measured, from);
    });
  },
};
