import { extname } from "node:path";
import { UserError } from "../src/error.js";
import { tensorsOf } from "../src/export/tensors.js";
import { writeWhole } from "../src/files.js";
import type { NamedTensor } from "../src/formats/tensor.js";
import { encodeNpz } from "../src/formats/write-npz.js";
import { encodeSafetensors } from "../src/formats/write-safetensors.js";
import { describeShape } from "../src/layers.js";
import { networkOf } from "./network-input.js";
import { noted } from "./noted.js";
import type { StageCall } from "./stage.js";

const encoders: Readonly<Record<string, (tensors: readonly NamedTensor[]) => Uint8Array>> = {
  ".safetensors": encodeSafetensors,
  ".npz": encodeNpz,
};

export const networkEndings = Object.keys(encoders);

/** Writes the tensors of a network, as its ending says. */
export function exportNetwork(call: StageCall): void {
  const [path, unitsPath, third] = call.inputs as [string, string?, string?];
  if (third !== undefined)
    throw new UserError(`${third}: expected network.arrow and units.arrow, found a third file`);
  const { network, edges, biases } = networkOf(call, path, unitsPath);
  const out = call.out("out");
  const tensors = tensorsOf(path, network, edges.attribute("names"), call.flag("masks"));
  const notes: string[] = [];
  if (!biases) notes.push(`${path}: without units.arrow all biases are 0`);
  const zeros = network.weight.reduce((count, weight) => count + (weight === 0 ? 1 : 0), 0);
  if (zeros > 0 && !call.flag("masks"))
    notes.push(
      `${path}: ${zeros} surviving weights are 0, as pruned ones are; --masks tells them apart`,
    );
  if (network.normalise)
    notes.push(
      `${out}: holds the weights alone; inputs are to be normalised by ${JSON.stringify(network.normalise)}`,
    );
  noted({ notes });
  writeWhole(out, encoders[extname(out).toLowerCase()]!(tensors));
  const names = tensors.map(({ name, shape }) => `${name} [${shape.join(", ")}]`);
  process.stdout.write(`${describeShape(network)}: ${names.join("; ")}\n`);
}
