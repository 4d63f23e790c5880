/** Graphs of other programs as graph.arrow and nodes.arrow: what `pcrit import` does for their endings. */
import { UserError } from "../src/error.js";
import { together } from "../src/files.js";
import { isForeignGraph } from "../src/formats/read-graph.js";
import { readGraph, writeGraph, writeNodes } from "../src/tables/graph.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { StageCall } from "./stage.js";

export { isForeignGraph };

export const graphDetails = `A graph comes as an edge list (.csv, .tsv, .txt), GEXF, GraphML or graphology's JSON. Names of nodes
that are no numbers are kept in nodes.arrow beside ids that count from 0. The stages that measure graphs read
these formats too; what is imported is checked once and read faster.`;

export function importGraph(call: StageCall): void {
  if (call.inputs.length > 1)
    throw new UserError(`pcrit import: expected one graph, found also ${call.inputs[1]}`);
  const { levels, edges } = noted(readGraph(call.inputs[0]!, undefined, "any"));
  const { undirected } = levels[0]!.graph;
  const from = provenance(call, { graph: edges }, undirected ? { directed: false } : {});
  together(() => {
    const nodes = call.output("nodes");
    if (nodes) writeNodes(nodes, levels, from);
    writeGraph(call.out("out"), levels, from);
  });
}
