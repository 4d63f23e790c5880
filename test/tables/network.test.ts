import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../src/error.js";
import { shapeFor } from "../../src/layers.js";
import { selectEdges } from "../../src/network.js";
import { Random } from "../../src/random.js";
import { readNetwork, writeNetwork, writeUnits } from "../../src/tables/network.js";
import { sampleNetwork } from "../engine/sample.js";
import { scratchFolder } from "../support/folder.js";

const provenance = { stage: "test", settings: "{}", inputs: {} };
const shape = shapeFor(
  36,
  3,
  [5],
  [
    { channels: 2, kernel: 3, stride: 1, padding: "same", pool: { kind: "max", size: 2 } },
    { channels: 4, kernel: 2, stride: 1, padding: "valid", pool: { kind: "global-average" } },
  ],
);

test("a network comes back as it was, fully connected or with convolutions", (t) => {
  const folder = scratchFolder(t);
  const [path, units] = [join(folder, "network.arrow"), join(folder, "units.arrow")];
  for (const form of [{ units: [9, 5, 3] }, shape]) {
    const network = sampleNetwork(form, 0.4);
    writeNetwork(path, network, provenance);
    writeUnits(units, network, provenance);
    const read = readNetwork(path, units).network;
    assert.deepEqual({ ...read, initialBias: network.initialBias }, network);
    assert.deepEqual(read.initialBias, network.initialBias);
  }
});

test("rows may come in any order, each edge once", (t) => {
  const [path, units] = ["network.arrow", "units.arrow"].map((n) => join(scratchFolder(t), n));
  for (const form of [{ units: [9, 5, 3] }, shape]) {
    const network = sampleNetwork(form, 0.4);
    const order = new Random(1, "order").permutation(network.weight.length);
    writeUnits(units!, network, provenance);
    writeNetwork(path!, selectEdges(network, order), provenance);
    const read = readNetwork(path!, units).network;
    assert.deepEqual({ ...read, initialBias: network.initialBias }, network);
    writeNetwork(path!, selectEdges(network, [...order, 3]), provenance);
    assert.throws(() => readNetwork(path!, units), /the edge in row \d+ occurs twice/);
  }
});

const geometry = { kernel: [2, 3], stride: [1, 2], padding: 1 } as const;

test("geometry and normalisation come back as they were, in the shortest form", (t) => {
  const folder = scratchFolder(t);
  const [path, units] = [join(folder, "network.arrow"), join(folder, "units.arrow")];
  const image = { channels: 2, height: 3, width: 6 };
  const padding = { top: 0, bottom: 1, left: 2, right: 0 };
  const pool = { kind: "max", size: [2, 1], padding: [1, 0], ceil: true } as const;
  const form = shapeFor(
    36,
    3,
    [5],
    [
      { channels: 2, ...geometry, pool },
      { channels: 3, ...geometry, padding },
    ],
    image,
  );
  const normalise = { mean: [0.25, 0.1], std: [0.5] };
  const network = { ...sampleNetwork(form, 0.4), normalise };
  writeNetwork(path, network, provenance);
  writeUnits(units, network, provenance);
  const read = readNetwork(path, units).network;
  assert.deepEqual({ ...read, initialBias: network.initialBias }, network);
  const [first, ...others] = form.convolutions!.layers;
  const long = { ...first!, kernel: [2, 3], padding: [1, 1] } as const;
  const layers = [long, ...others];
  writeNetwork(path, { ...network, convolutions: { ...form.convolutions!, layers } }, provenance);
  assert.deepEqual(readNetwork(path).network.convolutions, form.convolutions);
});

test("files that contradict themselves are refused in one line", (t) => {
  const path = join(scratchFolder(t), "network.arrow");
  const network = sampleNetwork(shape, 1);
  const { layers, input } = shape.convolutions!;
  const refuses = (change: object, pattern: RegExp) => {
    writeNetwork(path, { ...network, ...change }, provenance);
    assert.throws(
      () => readNetwork(path),
      (error) =>
        error instanceof UserError &&
        /^.*network\.arrow: [^\n]*$/.test(error.message) &&
        pattern.test(error.message),
    );
  };
  const first = layers[0]!;
  refuses({ tap: network.tap.map(() => 9) }, /found layer 0, 0 -> 0, tap 9 in row 0/);
  refuses({ source: network.source.map((s) => s + 1) }, /found layer 0, 1 -> 0, tap 0 in row 0/);
  const changed = (one: object) => ({
    convolutions: { input, layers: [{ ...first, ...one }, layers[1]] },
  });
  refuses(changed({ channels: 3 }), /convolution 1 to have 2 channels, as "units" says, found 3/);
  refuses(changed({ kernel: 7 }), /no larger than its input of 6 x 6, found 7 x 7/);
  refuses(changed({ stride: 0 }), /attribute "convolutions" to hold input/);
  refuses(changed({ padding: "full" }), /attribute "convolutions" to hold input/);
  refuses(changed({ pool: { kind: "max" } }), /attribute "convolutions" to hold input/);
  refuses(changed({ kernel: [3] }), /attribute "convolutions" to hold input/);
  refuses(changed({ kernel: [3, 0] }), /attribute "convolutions" to hold input/);
  refuses(changed({ stride: [1, 1, 1] }), /attribute "convolutions" to hold input/);
  refuses(changed({ padding: -1 }), /attribute "convolutions" to hold input/);
  refuses(changed({ padding: 1e9 }), /attribute "convolutions" to hold input/);
  refuses(changed({ padding: { top: 1 } }), /attribute "convolutions" to hold input/);
  refuses(changed({ padding: [0.5, 1] }), /attribute "convolutions" to hold input/);
  const pool = { kind: "max", size: 2 };
  refuses(changed({ pool: { ...pool, padding: "same" } }), /"convolutions" to hold input/);
  refuses(
    changed({ pool: { ...pool, padding: 2 } }),
    /at most half a window of 2 x 2, found 2 x 2/,
  );
  refuses(changed({ pool: { ...pool, ceil: 1 } }), /"convolutions" to hold input/);
  refuses(
    changed({ pool: { ...pool, kind: "average", ceil: true } }),
    /convolution 1: "ceil" is not supported of average/,
  );
  refuses({ convolutions: 5 }, /attribute "convolutions" to hold input .*, found 5/);
  refuses({ convolutions: { input, layers: [...layers, ...layers] } }, /to hold input/);
});
