import { graphDetails, importGraph, isForeignGraph } from "./import-graph.js";
import { importNetwork, networkDetails, networkImportOptions } from "./import-network.js";
import type { Stage } from "./stage.js";

export const importArtefact: Stage = {
  name: "import",
  summary:
    "a network or graph of another program -> network.arrow, units.arrow; graph.arrow, nodes.arrow",
  details: `${networkDetails}

${graphDetails}`,
  inputs: [{ name: "FILE", many: "some", meaning: "a foreign network, or a graph" }],
  outputs: [
    { option: "units", meaning: "of networks: units.arrow, biases" },
    { option: "nodes", meaning: "of graphs: nodes.arrow, names, layers and roles" },
    { option: "out", meaning: "network.arrow or graph.arrow", required: true },
  ],
  options: networkImportOptions,
  run(call) {
    if (isForeignGraph(call.inputs[0]!)) importGraph(call);
    else importNetwork(call);
  },
};
