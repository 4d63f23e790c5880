/** Files with bits turned over, from the bytes to the network: another network, or one clear line. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import library, { type onnx as proto } from "onnx-proto";
import type { NamedTensor } from "../../src/formats/tensor.js";
import { encodeNpz } from "../../src/formats/write-npz.js";
import { encodeSafetensors } from "../../src/formats/write-safetensors.js";
import type { Architecture } from "../../src/import/architecture.js";
import { importedNetwork } from "../../src/import/network.js";
import { readForeign } from "../../src/import/read.js";
import { dict, pickle, tensor, text, torchFile } from "../formats/pickles.js";
import { scratchFolder } from "../support/folder.js";
import { extremes, flips, readAll } from "../support/hostile.js";

const values = (size: number) => Float32Array.from({ length: size }, (_, i) => ((i * 7) % 11) - 5);
const raw = (name: string, ...dims: number[]): proto.ITensorProto => ({
  name,
  dims,
  dataType: 1,
  rawData: new Uint8Array(values(dims.reduce((a, b) => a * b, 1)).buffer),
});
const { INTS, INT } = library.onnx.AttributeProto.AttributeType;
const ints = (name: string, ...numbers: number[]) => ({ name, type: INTS, ints: numbers });

/** Input 1 x 6 x 6, normalised; 2 channels, pooled to 2 x 2; 3 and 2 units. */
function graph(): Uint8Array {
  const step = (
    opType: string,
    input: string[],
    output: string,
    ...attribute: proto.IAttributeProto[]
  ) => ({ opType, name: opType, input, output: [output], attribute });
  const dim = [{ dimParam: "n" }, ...[1, 6, 6].map((dimValue) => ({ dimValue }))];
  return library.onnx.ModelProto.encode({
    irVersion: 7,
    graph: {
      input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim } } } }],
      output: [{ name: "y" }],
      initializer: [
        { ...raw("m", 1), dims: [] },
        ...[raw("w", 2, 1, 3, 3), raw("g", 2), raw("f", 3, 8), raw("b", 3), raw("o", 3, 2)],
        { name: "s", dims: [2], dataType: 7, int64Data: [0, -1] },
      ],
      node: [
        step("Sub", ["x", "m"], "a"),
        step("Conv", ["a", "w", "g"], "c", ints("pads", 1, 0, 0, 1), ints("kernel_shape", 3, 3)),
        step("Relu", ["c"], "r"),
        step("MaxPool", ["r"], "p", ints("kernel_shape", 2, 2), ints("strides", 2, 2)),
        step("Reshape", ["p", "s"], "v"),
        step("Gemm", ["v", "f", "b"], "h", { name: "transB", type: INT, i: 1 }),
        step("Relu", ["h"], "q"),
        step("MatMul", ["q", "o"], "y"),
      ],
    },
  }).finish();
}

const tensors: NamedTensor[] = [
  { name: "0.weight", shape: [2, 1, 3, 3], type: "float32", data: values(18) },
  { name: "2.weight", shape: [3, 8], type: "float32", data: values(24) },
  {
    name: "2.weight_mask",
    shape: [3, 8],
    type: "bool",
    data: values(24).map((v) => Number(v > 0)),
  },
  { name: "2.bias", shape: [3], type: "float32", data: values(3) },
  { name: "4.weight", shape: [2, 3], type: "float32", data: values(6) },
];
const architecture: Architecture = {
  convolutions: [{ stride: 1, padding: "valid", pool: { kind: "max", size: 2 } }],
  input: { height: 6, width: 6 },
};

const files: Readonly<Record<string, [Uint8Array, Architecture]>> = {
  "x.onnx": [graph(), {}],
  "x.safetensors": [encodeSafetensors(tensors), architecture],
  "x.npz": [encodeNpz(tensors), architecture],
  "x.pt": [
    torchFile(
      pickle(dict(text("0.weight"), tensor({ count: 6, shape: [2, 3], steps: [3, 1] }))),
      new Uint8Array(values(6).buffer),
    ),
    {},
  ],
};

for (const [name, [whole, stated]] of Object.entries(files))
  test(`${name}: every byte at its extremes, and bits turned over`, (t) => {
    const path = join(scratchFolder(t), name);
    const read = (bytes: Uint8Array) => {
      writeFileSync(path, bytes);
      const { network } = importedNetwork(path, readForeign([path], stated), false);
      assert.ok(network.weight.every(Number.isFinite) && network.bias.every(Number.isFinite));
    };
    read(whole);
    readAll(extremes(whole), read);
    readAll(flips(whole, 3, 1000), read);
  });
