/** Tables of observations and attributes of networks that nobody wrote in good faith. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { writeTable } from "../../src/arrow/write.js";
import { foreignObservations } from "../../src/criticality/foreign.js";
import { UserError } from "../../src/error.js";
import { readNetwork } from "../../src/tables/network.js";
import { observationTable } from "../../src/tables/observations.js";
import { scratchFolder } from "../support/folder.js";
import { extremes, flips, readAll, truncations } from "../support/hostile.js";

const csv = ["size,control,value,seed"];
for (const size of [8, 16])
  for (const control of [0.1, 0.2, 0.5]) csv.push(`${size},${control},${control / size},0`);

test("CSV observations: every truncation, extreme bytes, bits turned over", (t) => {
  const whole = Buffer.from(csv.join("\n"));
  const inputs = [...truncations(whole), ...extremes(whole), ...flips(whole, 4, 1500)];
  const read = (bytes: Uint8Array) => {
    const table = observationTable("f.csv", bytes)!;
    const [size, control, value, seed] = ["size", "control", "value", "seed"].map((name) =>
      table.float64(name),
    );
    foreignObservations("f.csv", { size: size!, control: control!, value: value!, seed: seed! }, 1);
  };
  t.diagnostic(`${readAll(inputs, read)} inputs`);
  const long = Array.from({ length: 200_000 }, (_, row) => `8,${row + 1},${row},0`);
  readAll([Buffer.from([csv[0], ...long].join("\n"))], read);
});

/** A network of another program with these attributes. */
function networkWith(path: string, attributes: string, layers = 2): void {
  const row = (value: (layer: number) => number) =>
    Array.from({ length: layers }, (_, l) => value(l));
  const columns = {
    layer: row((l) => l),
    source: row(() => 0),
    target: row(() => 0),
    weight: row(() => 1),
  };
  const table = tableFromArrays(columns);
  (table.schema as { metadata: Map<string, string> }).metadata = new Map([
    ["pcrit.attributes", attributes],
  ]);
  writeFileSync(path, tableToIPC(table, { format: "file" })!);
}

test("attributes that are null, no JSON, nested without end, or claim sizes beyond all bounds", (t) => {
  const path = join(scratchFolder(t), "n.arrow");
  const refused = (attributes: unknown, pattern: RegExp) => {
    networkWith(path, typeof attributes === "string" ? attributes : JSON.stringify(attributes));
    assert.throws(() => readNetwork(path), { name: "UserError", message: pattern });
  };
  refused("null", /expected a JSON object of attributes, found null/);
  refused("no json", /expected JSON/);
  refused("[1]", /expected a JSON object of attributes, found a list/);
  refused(`${"[".repeat(20_000)}${"]".repeat(20_000)}`, /nested at most 64 levels/);
  for (const units of [null, 3, "3", [], [3], [1, 0, 1], [1, 1.5, 1], [1, null, 1], { length: 3 }])
    refused({ units }, /attribute "units" to be a list of the units of each layer/);
  refused({ units: [1e15, 1, 1] }, /at most 1000000 units/);
  refused({ units: [400_000, 400_000, 400_000] }, /at most 1000000 units, found 1200000/);
  refused({ units: new Array(300).fill(1) }, /at most 254 hidden layers, found 298/);
  const layer = { channels: 1, kernel: 3, stride: 1, padding: "same" };
  const input = { height: 1e6, width: 1e6 };
  refused({ units: [1, 1, 1], convolutions: { input, layers: [layer] } }, /at most 1000000 units/);
  for (const convolutions of [null, 5, [], { input }, { input: [3, 3], layers: [layer] }])
    refused({ units: [1, 1, 1], convolutions }, /to hold input \(\{height, width\}\) and layers/);
  for (const own of [null, 5, { ...layer, kernel: 1e15 }, { ...layer, pool: null }])
    refused({ units: [1, 1, 1], convolutions: { input, layers: [own] } }, /./);
});

test("a network has more than a million units where it has as many weights", (t) => {
  const path = join(scratchFolder(t), "n.arrow");
  const weights = 1_000_100;
  const columns = {
    layer: new Uint8Array(weights),
    source: new Uint32Array(weights).map((_, e) => e >> 1),
    target: new Uint32Array(weights).map((_, e) => e & 1),
    tap: new Uint16Array(weights),
    weight: new Float32Array(weights).fill(1),
  };
  const write = (units: readonly number[]) => {
    const from = { stage: "test", settings: "{}", inputs: {}, attributes: { units } };
    writeTable(path, "network", columns, from);
  };
  write([weights - 2, 2]);
  const { network } = readNetwork(path);
  assert.deepEqual([network.units, network.weight.length], [[weights - 2, 2], weights]);
  write([weights, 2]);
  assert.throws(() => readNetwork(path), {
    message: /at most 1000000 units, or 1000100 of a network of so many weights, found 1000102/,
  });
});

test("a unit number or a layer that a file has room for, but memory has not", (t) => {
  const path = join(scratchFolder(t), "n.arrow");
  const columns = { layer: [0], source: [4_000_000_000], target: [0], weight: [1] };
  writeFileSync(path, tableToIPC(tableFromArrays(columns), { format: "file" })!);
  assert.throws(() => readNetwork(path), UserError);
  networkWith(path, "{}", 256);
  assert.throws(() => readNetwork(path), /at most 254 hidden layers, found 255/);
});
