/** Layers from names and shapes: what is found, what is said, what is asked for by name. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../src/error.js";
import type { NamedTensor, NumberType } from "../../src/formats/tensor.js";
import { encodeNpz } from "../../src/formats/write-npz.js";
import { encodeSafetensors } from "../../src/formats/write-safetensors.js";
import type { PoolSettings } from "../../src/geometry.js";
import { type Architecture, readArchitecture } from "../../src/import/architecture.js";
import { importedNetwork } from "../../src/import/network.js";
import { readForeign } from "../../src/import/read.js";
import { Random } from "../../src/random.js";
import { scratchFolder } from "../support/folder.js";

const random = new Random(1, "tensors");

function tensor(name: string, shape: readonly number[], type: NumberType = "float32"): NamedTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: size }, () => random.normal() || 1);
  return { name, shape, type, data };
}

const vectors = (...pairs: (readonly [string, ...number[]])[]) =>
  pairs.map(([name, ...shape]) => tensor(name, shape));

/** Imports tensors, written in the order of their names' bytes as safetensors.torch does, or in theirs. */
function importer(t: Parameters<typeof scratchFolder>[0]) {
  const folder = scratchFolder(t);
  return (
    tensors: readonly NamedTensor[],
    architecture: Architecture = {},
    { npz = false, keepZeros = false, prefix = undefined as string | undefined } = {},
  ) => {
    const path = join(folder, npz ? "x.npz" : "x.safetensors");
    const sorted = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
    writeFileSync(path, npz ? encodeNpz(tensors) : encodeSafetensors(sorted));
    const found = readForeign([path], architecture, prefix);
    return { found, ...importedNetwork(path, found, keepZeros) };
  };
}

const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UserError, String(error));
  assert.match(error.message, pattern);
  return true;
};

const namesOf = ({ found }: { found: { layers: readonly { name: string }[] } }) =>
  found.layers.map(({ name }) => name);

test("layers of a Sequential come in the order of their numbers, not of their letters", (t) => {
  const read = importer(t);
  const shapes = [6, 5, 5, 5, 5, 5, 5, 3];
  const tensors = shapes.slice(1).map((n, i) => tensor(`${2 * i}.weight`, [n, shapes[i]!]));
  assert.deepEqual(namesOf(read(tensors)), ["0", "2", "4", "6", "8", "10", "12"]);
});

test("layers of other names come in the only order that fits, or are asked for", (t) => {
  const read = importer(t);
  const tensors = vectors(["zebra.weight", 5, 6], ["ape.weight", 4, 5], ["cow.weight", 3, 4]);
  const made = read(tensors);
  assert.deepEqual(namesOf(made), ["zebra", "ape", "cow"]);
  assert.match(
    made.notes.join("\n"),
    /the only order of layers that fits is "zebra", "ape", "cow"/,
  );
  const twice = vectors(["a.weight", 5, 5], ["b.weight", 5, 5], ["c.weight", 3, 5]);
  assert.throws(() => read(twice), refused(/fit in more than one; .*"order": \["a", "b", "c"\]/));
  assert.deepEqual(namesOf(read(twice, { order: ["b", "a", "c"] })), ["b", "a", "c"]);
  assert.throws(
    () => read(twice, { order: ["b", "a"] }),
    refused(/every layer and normalisation once, found no "c"/),
  );
  assert.throws(() => read(twice, { order: ["b", "a", "c", "d"] }), refused(/found "d", which/));
  assert.throws(() => read(twice, { order: ["b", "a", "c", "b"] }), refused(/found one twice/));
  const counted = vectors(["fc1.weight", 5, 5], ["fc2.weight", 5, 5], ["out.weight", 3, 5]);
  assert.deepEqual(namesOf(read(counted)), ["fc1", "fc2", "out"]);
  // numpy.savez keeps the order in which a program gave its arrays.
  assert.deepEqual(namesOf(read([twice[1]!, twice[0]!, twice[2]!], {}, { npz: true })), [
    "b",
    "a",
    "c",
  ]);
});

test("what is no chain is refused where it breaks", (t) => {
  const read = importer(t);
  const broken = vectors(["0.weight", 5, 6], ["2.weight", 3, 4]);
  assert.throws(() => read(broken), refused(/"2" of 4 inputs behind "0" of 5 outputs.*residual/));
  const shortcut = vectors(["0.weight", 5, 6], ["downsample.0.weight", 5, 5]);
  assert.throws(() => read(shortcut), refused(/"downsample.0.weight": .*a residual connection/));
  assert.throws(
    () => read(vectors(["0.weight", 5, 6], ["0.bias", 4])),
    refused(/"0.bias": expected 5/),
  );
  assert.throws(
    () => read(vectors(["0.bias", 4])),
    refused(/expected a weight, found only its bias/),
  );
  assert.throws(
    () => read(vectors(["0.weight", 4, 4], ["pos", 7])),
    refused(/"pos": expected a weight/),
  );
  assert.throws(() => read([]), refused(/expected weights of layers, found none/));
  const deep = Array.from({ length: 300 }, (_, i) => tensor(`${i}.weight`, [1, 1]));
  assert.throws(() => read(deep), refused(/at most 255 layers, found 300/));
});

test("NumPy's arrays by many names, and matrices that lie as Keras has them", (t) => {
  const read = importer(t);
  const npz = { npz: true };
  const keras = ["w1", "b1", "w2", "b2"].map((name, i) =>
    tensor(name, [[6, 5], [5], [5, 3], [3]][i]!),
  );
  const made = read(keras, {}, npz);
  assert.deepEqual(made.network.units, [6, 5, 3]);
  assert.match(made.notes.join("\n"), /taken to lie as \[inputs, outputs\]/);
  // Row-major [6, 5]: the weight from input 2 to output 4 is number 2 * 5 + 4.
  const edge = made.network.source.findIndex((s, e) => s === 2 && made.network.target[e] === 4);
  assert.equal(made.network.weight[edge], keras[0]!.data[14]);
  assert.deepEqual(
    read(vectors(["arr_0", 5, 6], ["arr_1", 5], ["arr_2", 3, 5]), {}, npz).network.units,
    [6, 5, 3],
  );
  assert.deepEqual(
    read(vectors(["hidden", 5, 6], ["output", 3, 5]), {}, npz).network.units,
    [6, 5, 3],
  );
  assert.deepEqual(
    read(vectors(["fc1_weight", 5, 6], ["fc1_bias", 5], ["fc2_weight", 3, 5]), {}, npz).network
      .units,
    [6, 5, 3],
  );
  assert.deepEqual(
    read(vectors(["dense/kernel:0", 6, 5], ["dense/bias:0", 5], ["dense_1/kernel:0", 5, 3])).network
      .units,
    [6, 5, 3],
  );
  const square = vectors(["w1", 5, 5], ["b1", 5], ["w2", 5, 5]);
  assert.throws(
    () => read(square, {}, npz),
    refused(/"w1" and the others fit together as .*"orientation"/),
  );
  const [own, turned] = (["outputs-inputs", "inputs-outputs"] as const).map(
    (orientation) => read(square, { orientation }, npz).network,
  );
  assert.equal(own!.weight[1], square[0]!.data[5]);
  assert.equal(turned!.weight[1], square[0]!.data[1]);
  const kernels = [tensor("conv/kernel", [3, 3, 1, 4]), tensor("dense/kernel", [4, 3])];
  assert.throws(() => read(kernels), refused(/Keras keeps kernels .* give the network as ONNX/));
});

test("weights of 0 are pruned, unless a mask or the user keeps them", (t) => {
  const read = importer(t);
  const weight = tensor("0.weight", [3, 4]);
  weight.data.set([0, 0, -0], 2);
  const bias = tensor("0.bias", [3]);
  const plain = read([weight, bias]);
  assert.equal(plain.network.weight.length, 9);
  assert.match(plain.notes.join("\n"), /"0": 3 of 12 weights are 0 and count as pruned/);
  assert.equal(read([weight, bias], {}, { keepZeros: true }).network.weight.length, 12);
  const mask: NamedTensor = {
    ...tensor("0.weight_mask", [3, 4], "bool"),
    data: new Float32Array(12),
  };
  mask.data.set([1, 0, 1, 1, 1], 0);
  for (const name of ["0.weight_mask", "0.weight.mask", "0.mask"]) {
    const masked = read([weight, bias, { ...mask, name }]);
    assert.deepEqual([...masked.network.weight], [weight.data[0], -0, 0, 0]);
    assert.match(masked.notes.join("\n"), /"0": 8 of 12 weights are masked/);
  }
  const pair = [{ ...weight, name: "0.weight_orig" }, bias, mask];
  const pruned = read(pair);
  assert.equal(pruned.network.weight.length, 4);
  assert.deepEqual(pruned.found.layers[0]!.names, { weight: "0.weight", bias: "0.bias" });
  const biases = [
    { ...bias, name: "0.bias_orig" },
    { ...bias, name: "0.bias_mask", data: Float32Array.of(1, 0, 1) },
  ];
  assert.equal(
    read([...pair.filter(({ name }) => name !== "0.bias"), ...biases]).network.bias[1],
    0,
  );
  const short = { ...mask, shape: [2, 4], data: mask.data.slice(0, 8) };
  assert.throws(
    () => read([weight, short]),
    refused(/"0.weight_mask": expected the shape \[3, 4\]/),
  );
  const turned = { ...mask, shape: [4, 3] };
  assert.throws(() => read([weight, turned]), refused(/expected the shape \[3, 4\] .*\[4, 3\]/));
  const bytes = { ...weight, type: "bool" } as const;
  assert.throws(
    () => read([bytes]),
    refused(/"0": expected weights of floats, found bool: .*quantised/),
  );
  weight.data[5] = Number.NaN;
  assert.throws(
    () => read([weight]),
    refused(/"0": expected finite numbers of 32 bits, found NaN at place 5/),
  );
});

test("a file of several networks is read by its prefix", (t) => {
  const read = importer(t);
  const both = vectors(["actor.0.weight", 5, 6], ["critic.0.weight", 2, 3]);
  assert.deepEqual(read(both, {}, { prefix: "critic." }).network.units, [3, 2]);
  assert.throws(
    () => read(both, {}, { prefix: "x." }),
    refused(/whose names begin "x\.", found only/),
  );
});

test("an architecture is held against the file", (t) => {
  const read = importer(t);
  const convolution = vectors(["0.weight", 4, 1, 3, 3], ["3.weight", 5, 36], ["5.weight", 2, 5]);
  const one = { stride: 1, padding: 0 } as const;
  // A kernel of 3 without padding leaves 3 x 3 of 5 x 5, and nothing else leaves 36 / 4.
  const found = read(convolution, { convolutions: [one] });
  assert.deepEqual(found.network.convolutions?.input, { height: 5, width: 5 });
  assert.match(found.notes.join("\n"), /images are taken to be of 5 x 5 pixels/);
  const wrong = (architecture: Architecture, pattern: RegExp) =>
    assert.throws(() => read(convolution, architecture), refused(pattern));
  wrong({}, /"0" is a convolution, whose stride, padding and pooling/);
  wrong({ convolutions: [] }, /expected 0 convolutions, .* found 1/);
  wrong({ convolutions: [{ stride: 1 }] }, /states no padding; for example/);
  const unstated = read(convolution, { convolutions: [{ padding: 0 }] });
  assert.deepEqual(unstated.network.convolutions, found.network.convolutions);
  assert.match(unstated.notes.join("\n"), /as in an experiment .*: stride 1 of convolution 1$/m);
  wrong({ convolutions: [{ ...one, channels: 5 }] }, /"0" to have 5 channels .* found 4/);
  wrong({ convolutions: [{ ...one, kernel: 5 }] }, /a kernel of 5 x 5, .* found 4 and 3 x 3/);
  const sized = (pool: PoolSettings) =>
    read(convolution, { convolutions: [{ ...one, pool }], input: { height: 8, width: 8 } });
  const pooled = sized({ kind: "max" });
  assert.deepEqual(
    pooled.network.convolutions,
    sized({ kind: "max", size: 2 }).network.convolutions,
  );
  assert.match(pooled.notes.join("\n"), /pooling windows of 2 x 2 behind convolution 1$/m);
  wrong({ convolutions: [one], hidden: [6] }, /hidden layers of \[6\] units, .* found \[5\]/);
  wrong(
    { convolutions: [one], input: { height: 6, width: 6 } },
    /"3" to read the 64 values .* 36 inputs/,
  );
  wrong(
    { convolutions: [one], input: { channels: 2, height: 5, width: 5 } },
    /2 channels, .* of 1$/,
  );
  wrong({ convolutions: [one], input: { height: 2, width: 2 } }, /kernel no larger than its input/);
  // Strides round down: 4 x 4 fits as 3 x 3 does.
  wrong({ convolutions: [{ stride: 2, padding: 2 }] }, /3, 4 pixels a side would fit; .*"input"/);
  wrong(
    { convolutions: [one], normalise: { mean: [0, 0], std: [1, 1] } },
    /"normalise" to hold one mean/,
  );
});

test("an architecture's file is checked by its description", (t) => {
  const path = join(scratchFolder(t), "a.json");
  const refuses = (text: string, pattern: RegExp) => {
    writeFileSync(path, text);
    assert.throws(() => readArchitecture(path), refused(pattern));
  };
  refuses("{", /a\.json: expected JSON/);
  refuses("[]", /JSON object of an architecture, found a list/);
  refuses('{"activation": "softsign"}', /"activation" to be one of relu, .* found "softsign"/);
  refuses('{"strides": 1}', /unknown key "strides"; the keys are name, hidden, /);
  refuses('{"convolutions": [{"stride": 0}]}', /convolutions\.0\.stride/);
  refuses('{"convolutions": [{"pool": {"kind": "sum"}}]}', /one of max, average, global-average/);
  refuses('{"input": {"height": 3}}', /input: must have required property 'width'/);
  refuses('{"normalise": "some"}', /expected normalise to be "none" or \{mean, std\}/);
});

test("batch normalisations of names that the alphabet puts elsewhere find their layers", (t) => {
  const read = importer(t);
  const norm = (name: string, size: number) => [
    tensor(`${name}.weight`, [size]),
    tensor(`${name}.bias`, [size]),
    tensor(`${name}.running_mean`, [size]),
    { ...tensor(`${name}.running_var`, [size]), data: new Float32Array(size).fill(2) },
    { ...tensor(`${name}.num_batches_tracked`, []), data: Float32Array.of(9) },
  ];
  const layers = vectors(["fc1.weight", 5, 6], ["fc2.weight", 5, 5], ["out.weight", 3, 5]);
  const two = read([...layers, ...norm("bn1", 5), ...norm("bn2", 5)]);
  assert.match(two.notes.join("\n"), /"bn1" behind "fc1", "bn2" behind "fc2"/);
  assert.throws(
    () => read([...layers, ...norm("bn", 5)]),
    refused(/"bn" that could stand elsewhere.*"order"/),
  );
  const one = read([...layers, ...norm("bn", 5)], { order: ["fc1", "fc2", "bn", "out"] });
  assert.match(one.notes.join("\n"), /"bn" behind "fc2"/);
  const without = { order: ["fc1", "fc2", "out"] };
  assert.throws(() => read([...layers, ...norm("bn", 5)], without), refused(/once, found no "bn"/));
  const first = [...vectors(["1.weight", 5, 6], ["3.weight", 3, 5]), ...norm("0", 6)];
  assert.throws(() => read(first), refused(/"0" that could stand elsewhere/));
  const alike = [...vectors(["1.weight", 6, 6], ["3.weight", 3, 6]), ...norm("0", 6)];
  assert.throws(() => read(alike), refused(/"0" that could stand elsewhere/));
  assert.deepEqual(
    one.found.layers.map(({ names }) => names.bias),
    [null, "fc2.bias", null],
  );
});

test("tensors of any shape and name are read or refused in one line", (t) => {
  const read = importer(t);
  const names = fc.stringMatching(/^([a-z]{1,3}\d?[._/])?(weight|bias|mask|running_var|w1|x)$/);
  const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 });
  const files = fc.uniqueArray(fc.tuple(names, shapes), {
    selector: ([name]) => name,
    maxLength: 6,
  });
  fc.assert(
    fc.property(files, fc.boolean(), (file, npz) => {
      const tensors = file.map(([name, shape]) => tensor(name, shape));
      try {
        const { network } = read(tensors, {}, { npz });
        assert.ok(network.units.every((n) => n > 0));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        assert.ok(!error.message.includes("\n"));
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});
