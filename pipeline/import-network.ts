/** Networks of other programs as network.arrow and units.arrow: what `pcrit import` does for their endings. */
import { UserError } from "../src/error.js";
import { together } from "../src/files.js";
import { type Architecture, readArchitecture } from "../src/import/architecture.js";
import { tensorNames } from "../src/import/found.js";
import { importedNetwork } from "../src/import/network.js";
import { readForeign } from "../src/import/read.js";
import { selectionOf } from "../src/import/select.js";
import { describeShape } from "../src/layers.js";
import { density, type Network } from "../src/network.js";
import { writeNetwork, writeUnits } from "../src/tables/network.js";
import { foreignProvenance } from "./foreign-provenance.js";
import { noted } from "./noted.js";
import type { Option, StageCall } from "./stage.js";

/** Options of `pcrit import` that networks have. */
export const networkImportOptions: Readonly<Record<string, Option>> = {
  architecture: {
    type: "text",
    meaning: "of networks: JSON file: what the tensors do not say",
    incidental: true,
  },
  prefix: {
    type: "text",
    meaning: "of networks: takes the tensors whose names begin so, and cuts it off",
  },
  select: {
    type: "text",
    meaning: "of networks: takes the tensors that such patterns name: blocks.*.mlp",
  },
  "keep-zeros": { type: "flag", meaning: "of networks: weights of 0 survive", default: false },
};

export const networkDetails = `A network comes as .safetensors, PyTorch's .pt and .pth (a state_dict, or a
checkpoint with one; nothing in the file is executed), .onnx or .npz. Several files are the parts of one network.
What names and shapes of tensors leave open, --architecture states as schemas/architecture.json
describes: stride, padding and pooling of convolutions, the size of an image, normalised inputs.
Chains of fully connected layers and convolutions with ReLU need no more; their batch normalisation is
folded into the weights. Other networks (residual connections, groups, gates, mixers, normalisations that stay) come
as ONNX, which says what its layers are, or with "layers" in the architecture. Of transformers --select takes
the multilayer perceptrons: --select 'blocks.*.mlp', patterns of the beginnings of names with commas between,
* for anything between dots, ** for any parts; what is left out is printed. Weights of 0 count as pruned; pairs weight_orig and weight_mask, as
torch.nn.utils.prune leaves them, keep what their mask keeps. What is taken for granted is printed.
The weights at initialisation are not known: statistics that need them are left out.`;

/** Of many layers how many they are. */
function inWords(network: Network): string {
  const layers = network.graph?.layers.length ?? 0;
  return layers > mostShown
    ? `${network.units.join("-")}, ${layers} layers`
    : describeShape(network);
}

const mostShown = 20;

/** @throws UserError where both say it. */
function selecting(select: string | undefined, architecture: Architecture): Architecture {
  if (select === undefined) return architecture;
  if (architecture.select !== undefined)
    throw new UserError(
      'pcrit import: expected --select or "select" in the architecture, found both; leave one out',
    );
  selectionOf("pcrit import: --select", select);
  return { ...architecture, select };
}

export function importNetwork(call: StageCall): void {
  const units = call.output("units");
  if (units === undefined)
    throw new UserError("pcrit import: expected --units with a network, where its biases go");
  const stated = call.value("architecture") as string | undefined;
  const architecture = selecting(
    call.value("select") as string | undefined,
    stated === undefined ? {} : readArchitecture(stated),
  );
  const found = readForeign(call.inputs, architecture, call.value("prefix") as string | undefined);
  const { network } = noted(importedNetwork(call.inputs[0]!, found, call.flag("keep-zeros")));
  const files = call.inputs.map((path, i) => [`file ${i}`, path]);
  const from = foreignProvenance(
    call,
    { ...Object.fromEntries(files), architecture: stated },
    { names: tensorNames(found) },
  );
  together(() => {
    writeNetwork(call.out("out"), network, from);
    writeUnits(units, network, from);
  });
  process.stdout.write(
    `${inWords(network)}: ${network.weight.length} weights, density ${density(network)}\n`,
  );
}
