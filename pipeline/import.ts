import { extname } from "node:path";
import { UserError } from "../src/error.js";
import { networkEndings } from "../src/import/read.js";
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
    const [path] = call.inputs as [string];
    const ending = extname(path).toLowerCase();
    // By the ending first: the bytes of a network's file may begin as those of a graph's.
    if (networkEndings.includes(ending)) importNetwork(call);
    else if (isForeignGraph(path)) importGraph(call);
    else
      throw new UserError(
        `${path}: expected a network (${networkEndings.join(", ")}) or a graph (.csv, .tsv, .txt, .gexf, .graphml, .json), found ${ending || "a name without an ending"}`,
      );
  },
};
