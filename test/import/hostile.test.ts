/** Files with bits turned over, from the bytes to the network: another network, or one clear line. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../src/error.js";
import type { NamedTensor } from "../../src/formats/tensor.js";
import { encodeNpz } from "../../src/formats/write-npz.js";
import { encodeSafetensors } from "../../src/formats/write-safetensors.js";
import type { Architecture } from "../../src/import/architecture.js";
import { importedNetwork } from "../../src/import/network.js";
import { readForeign } from "../../src/import/read.js";
import { dict, pickle, tensor, text, torchFile } from "../formats/pickles.js";
import { scratchFolder } from "../support/folder.js";
import { extremes, flips, readAll } from "../support/hostile.js";
import { int, ints, mixer, model, raw, row, step } from "./hostile-layers.js";

/** Input 1 x 6 x 6, normalised; 2 channels, pooled to 2 x 2; 3 and 2 units. */
function graph(): Uint8Array {
  return model(
    [1, 6, 6],
    [
      step("Sub", ["x", "m"], "a"),
      step("Conv", ["a", "w", "g"], "c", ints("pads", 1, 0, 0, 1), ints("kernel_shape", 3, 3)),
      step("Relu", ["c"], "r"),
      step("MaxPool", ["r"], "p", ints("kernel_shape", 2, 2), ints("strides", 2, 2)),
      step("Reshape", ["p", "s"], "v"),
      step("Gemm", ["v", "f", "b"], "h", int("transB", 1)),
      step("Relu", ["h"], "q"),
      step("MatMul", ["q", "o"], "y"),
    ],
    [
      { ...raw("m", 1), dims: [] },
      ...[raw("w", 2, 1, 3, 3), raw("g", 2), raw("f", 3, 8), raw("b", 3), raw("o", 3, 2)],
      { name: "s", dims: [2], dataType: 7, int64Data: [0, -1] },
    ],
    "y",
  );
}

const values = (size: number) => Float32Array.from({ length: size }, (_, i) => ((i * 7) % 11) - 5);
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
  "mixer.onnx": [mixer(), {}],
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

test("ONNX: no number of operators takes the time or the memory of a reader", (t) => {
  const path = join(scratchFolder(t), "x.onnx");
  const refuses = (bytes: Uint8Array, pattern: RegExp) => {
    writeFileSync(path, bytes);
    readAll([bytes], () =>
      assert.throws(
        () => readForeign([path], {}),
        (error) => {
          assert.ok(error instanceof UserError, String(error));
          assert.match(error.message, pattern);
          assert.ok(error.message.startsWith(path) && !error.message.includes("\n"));
          return true;
        },
      ),
    );
  };
  const many = 50_000;
  refuses(
    row(many, (x, y) => step("Relu", [x], y)),
    /\(Relu\): expected at most 4096 layers/,
  );
  refuses(
    row(many, (x, y) => step("Erf", [x], y)),
    /\(Erf\): expected operators of/,
  );
  refuses(
    row(many, (x, y) => step("Sqrt", [x], y)),
    /\(Sqrt\): expected operators of/,
  );
  refuses(
    row(many, (x, y) => step("Reshape", [x, "s"], y), [
      { name: "s", dims: [2], dataType: 7, int64Data: [0, 7] },
    ]),
    /expected the shape \[batch, 8\] of vectors, .* found \[0, 7\]/,
  );
  const square = [raw("w", 8, 8)];
  refuses(
    row(300, (x, y) => step("MatMul", [x, "w"], y), square),
    /at most 255 layers with weights/,
  );
  // a matrix of 1 MB turned round again and again
  const large = raw("w", 512, 512);
  const turns = Array.from({ length: 500 }, (_, i) =>
    step("Transpose", [i ? `w${i - 1}` : "w"], `w${i}`),
  );
  refuses(
    model([512], [...turns, step("MatMul", ["x", "w499"], "y")], [large], "y"),
    /at most 100000000 numbers in all/,
  );
  const wide = Array.from({ length: 2000 }, (_, i) => step("Relu", ["x"], `r${i}`));
  const sum = step(
    "Concat",
    wide.flatMap((_, i) => [`r${i}`, `r${i}`]),
    "y",
    int("axis", 1),
  );
  refuses(model([8], [...wide, sum], [], "y"), /expected layers with weights, found none/);
  refuses(
    model([8], [step("Relu", ["x"], "y"), step("Relu", ["x"], "y")], [], "y"),
    /gives "y", which something else gives too/,
  );
});
