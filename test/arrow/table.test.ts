import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { float32, tableFromArrays, tableToIPC, uint8, uint32 } from "@uwdata/flechette";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { decodeTable, readTable } from "../../src/arrow/read.js";
import { encodeTable, writeTable } from "../../src/arrow/write.js";
import { UserError } from "../../src/error.js";
import { scratchFolder } from "../support/folder.js";

const provenance = { stage: "test", settings: "{}", inputs: { a: "b" }, seed: 3 };

const network = () => ({
  layer: Uint8Array.of(0, 0, 1),
  source: Uint32Array.of(0, 2, 1),
  target: Uint32Array.of(1, 0, 0),
  tap: new Uint16Array(3),
  weight: Float32Array.of(0.5, -0.25, 1e-30),
  initial: Float32Array.of(0.1, 0.2, 0.3),
});

test("a table comes back as it was written, without copying its columns", (t) => {
  const path = join(scratchFolder(t), "network.arrow");
  writeTable(path, "network", network(), { ...provenance, attributes: { units: [3, 2, 1] } });
  const table = readTable(path, "network");
  assert.deepEqual(table.float32("weight"), network().weight);
  assert.deepEqual(table.uint32("target"), network().target);
  assert.deepEqual(table.attribute("units"), [3, 2, 1]);
  assert.equal(table.metadata.get("pcrit.seed"), "3");
  assert.equal(table.float32("weight").buffer, table.uint32("source").buffer);
});

test("text, bytes and empty tables come back", (t) => {
  const path = join(scratchFolder(t), "dataset.arrow");
  const pixels = { width: 3, values: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const columns = { split: ["train", "test"], label: Uint8Array.of(0, 1), pixels };
  writeTable(path, "dataset", columns, provenance);
  const table = readTable(path, "dataset");
  assert.deepEqual(table.text("split"), ["train", "test"]);
  assert.deepEqual(table.lists("pixels"), pixels);
  const empty = Object.fromEntries(Object.entries(network()).map(([n, c]) => [n, c.slice(0, 0)]));
  writeTable(path, "network", empty, provenance);
  assert.equal(readTable(path, "network").rows, 0);
  assert.deepEqual(readTable(path, "network").float32("weight"), new Float32Array(0));
});

test("the same columns give the same bytes", () => {
  const encode = () => encodeTable("x", "network", network(), provenance);
  assert.deepEqual(encode(), encode());
});

test("every altered byte, every truncation and every extension is noticed", () => {
  const whole = encodeTable("x", "network", network(), provenance);
  const refuse = (bytes: Uint8Array, what: string) =>
    assert.throws(() => decodeTable("x", bytes, "network"), UserError, what);
  for (let at = 0; at < whole.length; at++) {
    const altered = Uint8Array.from(whole);
    altered[at]! ^= 1 << (at % 8);
    refuse(altered, `byte ${at} of ${whole.length}`);
    refuse(whole.slice(0, at), `first ${at} bytes`);
  }
  refuse(Buffer.concat([whole, Buffer.from("ARROW1")]), "extended");
});

test("another table, a wrong type, a missing column and a NaN are refused by name", (t) => {
  const path = join(scratchFolder(t), "x.arrow");
  const refuses = (name: string, pattern: RegExp) =>
    assert.throws(
      () => readTable(path, name),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, pattern);
        assert.ok(!error.message.includes("\n"));
        return true;
      },
    );
  writeTable(path, "network", network(), provenance);
  refuses("graph", /expected table "graph", found table "network"/);
  const foreign = (columns: Parameters<typeof tableFromArrays>[0], types = {}) =>
    writeFileSync(path, tableToIPC(tableFromArrays(columns, { types }), { format: "file" })!);
  foreign({ layer: [0], source: [0], target: [0], weight: ["a"] });
  refuses("network", /column "weight" of type float32, found a in row 0/);
  foreign({ layer: [0], source: [-1], target: [0], weight: [1.5] });
  refuses("network", /column "source" of type uint32, found -1 in row 0/);
  foreign({ layer: [0], source: [0], weight: [1.5] });
  refuses("network", /expected a column "target"/);
  foreign({ layer: [0], source: [0], target: [0], weight: [Number.NaN] });
  refuses("network", /expected weight to be a finite number, found NaN in row 0/);
  writeFileSync(path, "hello, this is no Arrow file at all");
  refuses("network", /expected an Arrow IPC file/);
  assert.throws(
    () =>
      encodeTable(
        "x",
        "network",
        { ...network(), weight: Float32Array.of(1, 2, Number.NaN) },
        provenance,
      ),
    UserError,
  );
});

test("files of other programs are read by column name", (t) => {
  const path = join(scratchFolder(t), "x.arrow");
  const columns = {
    weight: [0.5, 1],
    layer: [0, 1],
    target: [4, 5],
    source: [1, 2],
    more: ["a", "b"],
  };
  const types = { weight: float32(), layer: uint8(), target: uint32() };
  writeFileSync(path, tableToIPC(tableFromArrays(columns, { types }), { format: "file" })!);
  const table = readTable(path, "network");
  assert.deepEqual(table.uint32("source"), Uint32Array.of(1, 2));
  assert.ok(!table.has("more"));
});

test("columns of any length and content survive the round trip", (t) => {
  const path = join(scratchFolder(t), "x.arrow");
  const statistics = fc.array(
    fc.record({
      level: fc.nat(100),
      layer: fc.integer({ min: -1, max: 9 }),
      statistic: fc.string({ unit: "binary" }),
      value: fc.double({ noDefaultInfinity: true }),
    }),
  );
  fc.assert(
    fc.property(statistics, (rows) => {
      const columns = {
        level: Uint32Array.from(rows, (r) => r.level),
        layer: Int32Array.from(rows, (r) => r.layer),
        statistic: rows.map((r) => r.statistic),
        value: Float64Array.from(rows, (r) => r.value),
      };
      writeTable(path, "statistics", columns, provenance);
      const table = readTable(path, "statistics");
      assert.deepEqual(table.text("statistic"), columns.statistic);
      assert.deepEqual(table.float64("value"), columns.value);
      assert.deepEqual(table.int32("layer"), columns.layer);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("a second implementation reads our files", (t) => {
  const path = join(scratchFolder(t), "network.arrow");
  writeTable(path, "network", network(), provenance);
  const table = tableFromIPC(readFileSync(path)); // Apache's own
  assert.equal(table.schema.metadata.get("pcrit.table"), "network");
  for (const [name, values] of Object.entries(network()))
    assert.deepEqual(table.getChild(name)!.toArray(), values);
});
