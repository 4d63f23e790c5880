import { extname } from "node:path";
import { UserError } from "../src/error.js";
import { exportGraph, graphDetails, graphEndings, graphOptions } from "./export-graph.js";
import { exportNetwork, networkEndings } from "./export-network.js";
import { networkOptions } from "./network-input.js";
import type { Stage, StageCall } from "./stage.js";

/** Who writes a file by its ending; a new kind of artefact is a file like export-network.ts and a line here. */
const exporters: readonly (readonly [
  endings: readonly string[],
  write: (call: StageCall) => void,
])[] = [
  [networkEndings, exportNetwork],
  [graphEndings, exportGraph],
];

export const exportArtefact: Stage = {
  name: "export",
  summary: "network or graph -> a file of another program",
  details: `By the ending of --out: a network as .safetensors or .npz, weights as [outputs, inputs] or
[channels, channels below, rows, columns], pruned ones as 0, under the names of the file that it was imported
from, else under those of a torch.nn.Sequential: 0.weight, 0.bias, 2.weight, … (convolution, ReLU, pooling,
Flatten, Linear and ReLU count). What was imported and is exported has the same bytes of weights.

${graphDetails}`,
  inputs: [
    {
      name: "FILE.arrow",
      many: "some",
      meaning: "network.arrow, and units.arrow for biases; graph.arrow",
    },
  ],
  outputs: [{ option: "out", meaning: "file to write; its ending says what", required: true }],
  options: {
    masks: {
      type: "flag",
      meaning: "of networks: a tensor NAME_mask beside each weight, false where it is pruned",
      default: false,
    },
    ...networkOptions,
    ...graphOptions,
  },
  run(call) {
    const out = call.out("out");
    const ending = extname(out).toLowerCase();
    const found = exporters.find(([endings]) => endings.includes(ending));
    if (!found)
      throw new UserError(
        `${out}: expected a name that ends ${exporters.flatMap(([endings]) => endings).join(", ")}, found ${ending || "no ending"}`,
      );
    found[1](call);
  },
};
