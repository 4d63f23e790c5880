import assert from "node:assert/strict";
import { test } from "node:test";
import type { Table } from "../../../src/arrow/table.js";
import { wholeColumn } from "../../../src/report/inputs/derived.js";

/** A table of one cell's levels. */
function topology(columns: Readonly<Record<string, readonly number[]>>): Table {
  const rows = Object.values(columns)[0]!.length;
  return {
    rows,
    names: Object.keys(columns),
    has: (name: string) => name in columns,
    float64: (name: string) => Float64Array.from(columns[name]!),
    uint32: (name: string) => Uint32Array.from(columns[name]!),
    text: () => Array(rows).fill("a"),
  } as unknown as Table;
}

// 3 inputs, hidden layers of 128, 64 and 32 units, 10 outputs; then a level with 127 of them alive.
const layers = {
  level: [0, 1],
  live_share_layer0: [1, 0.1],
  live_share_layer1: [1, 43 / 128],
  live_share_layer2: [1, 52 / 64],
  live_share_layer3: [1, 1],
  live_share_layer4: [1, 1],
};
const degrees = {
  out_degree_mean_layer1: [64, 2],
  in_degree_mean_layer2: [128, 5],
  out_degree_mean_layer2: [32, 1],
  in_degree_mean_layer3: [64, 9],
};

test("live hidden units are counted over all of them, not layer by layer", () => {
  const share = wholeColumn(topology({ ...layers, ...degrees }), "live_hidden")!;
  assert.ok(Math.abs(share[1]! - 127 / 224) < 1e-12, `${share[1]}`);
  // The mean of the layers' shares would say 72 %.
  assert.equal(share[0], 1);
});

test("without the degrees the layers cannot be weighed, so nothing is said", () => {
  assert.equal(wholeColumn(topology(layers), "live_hidden"), undefined);
  assert.equal(wholeColumn(topology({ level: [0] }), "live_hidden"), undefined);
});
