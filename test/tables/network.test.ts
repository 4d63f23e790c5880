import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../src/error.js";
import { shapeFor } from "../../src/layers.js";
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
  refuses({ convolutions: 5 }, /attribute "convolutions" to hold input .*, found 5/);
  refuses({ convolutions: { input, layers: [...layers, ...layers] } }, /to hold input/);
});
