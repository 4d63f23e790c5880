/** A run's table that is too large to be held, from which analyses take column by column what they need. */
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { correlate } from "../../pipeline/correlate.js";
import { criticality } from "../../pipeline/criticality.js";
import { report } from "../../pipeline/report.js";
import { runStage } from "../../pipeline/run-stage.js";
import type { Stage } from "../../pipeline/stage.js";
import { LazyColumns } from "../../src/arrow/lazy-columns.js";
import { readTable, setLarge } from "../../src/arrow/read.js";
import type { ColumnData } from "../../src/arrow/table.js";
import { writeTable } from "../../src/arrow/write.js";
import { run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { topologyOf } from "./cell-run.js";

/** From here on a file of any size is a large one. */
function allAreLarge(t: TestContext): void {
  const before = setLarge(0);
  t.after(() => setLarge(before));
}

test("every column is what it is in a table that is held", (t) => {
  const path = topologyOf(scratchFolder(t), 2);
  const held = readTable(path, "topology");
  allAreLarge(t);
  const table = readTable(path, "topology");
  assert.ok(Reflect.get(table, "columns") instanceof LazyColumns);
  assert.deepEqual(table.names, held.names);
  assert.equal(table.rows, held.rows);
  assert.equal(table.sha256(), held.sha256());
  assert.equal(table.attribute("cell"), held.attribute("cell"));
  for (const name of held.names) assert.deepEqual(table.column(name), held.column(name), name);
  assert.equal(table.column("accuracy"), table.column("accuracy"), "read once");
  assert.ok(!table.has("nothing"));
  assert.throws(() => table.column("nothing"), /expected a column "nothing", found none/);
});

test("criticality, correlate and the report make the same of it", async (t) => {
  const folder = scratchFolder(t);
  const topology = topologyOf(folder, 4);
  const calls: [Stage, string, ...string[]][] = [
    [criticality, "criticality.arrow", "--repetitions", "20", topology],
    [correlate, "correlations.arrow", "--permutations", "50", topology],
    [report, "index.html", topology],
  ];
  const before = calls.map(([stage, name, ...argv]) => {
    run(stage.name, "--out", join(folder, "held", name), ...argv);
    return readFileSync(join(folder, "held", name));
  });
  allAreLarge(t);
  for (const [i, [stage, name, ...argv]] of calls.entries()) {
    await runStage(stage, ["--out", join(folder, "large", name), ...argv]);
    assert.ok(readFileSync(join(folder, "large", name)).equals(before[i]!), name);
  }
});

test("a file that is damaged is refused before any column is read", (t) => {
  const folder = scratchFolder(t);
  const path = topologyOf(folder, 1);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
  allAreLarge(t);
  assert.throws(() => readTable(path, "topology"), /topology\.arrow: damaged: its content/);
});

test("more than 2 GB are read", {
  skip: process.env["TEST_LARGE"] === undefined && "3 GB of disk and memory; TEST_LARGE=1 runs it",
}, (t) => {
  const folder = scratchFolder(t);
  const small = readTable(topologyOf(folder, 1), "topology");
  const rows = 2_000_000;
  const repeated = (data: ColumnData): ColumnData => {
    if (Array.isArray(data)) return Array.from({ length: rows }, (_, i) => data[i % small.rows]);
    const values = data as Float64Array;
    const make = values.constructor as Float64ArrayConstructor;
    return make.from({ length: rows }, (_, i) => values[i % small.rows]!);
  };
  const columns = Object.fromEntries(
    small.names.map((name) => [name, repeated(small.column(name))]),
  );
  const more = Float64Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < 135; i++) columns[`more_${i}`] = more;
  const path = join(folder, "large.arrow");
  writeTable(path, "topology", columns, { stage: "topology", settings: "{}", inputs: {} });
  assert.ok(statSync(path).size > 2 ** 31);
  const table = readTable(path, "topology");
  for (const name of ["cell", "seed", "accuracy", "more_134"])
    assert.deepEqual(table.column(name), columns[name], name);
});
