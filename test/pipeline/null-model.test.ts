/** The stages null-model and equivalence on a small run of the real pipeline. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { writeTable } from "../../src/arrow/write.js";
import { models } from "../../src/null-model/ladder.js";
import { readNetwork, writeNetwork, writeUnits } from "../../src/tables/network.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { nullModelCall, smallRun } from "./small-run.js";

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const nullModel = (seed: number, ...more: string[]) => pcrit(nullModelCall(folder, seed, more));

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  smallRun(folder);
});

test("a row and a network for every rung, start and chosen level", () => {
  const table = readTable(at("null0.arrow"), "null-model");
  assert.equal(table.rows, 2 * 2 * models.length);
  assert.deepEqual([...new Set(table.uint32("level"))], [1, 3]);
  assert.deepEqual(
    [...new Set(table.float64("density"))].map((d) => d.toFixed(2)),
    ["0.40", "0.10"],
  );
  const names = readdirSync(at("nulls0"));
  assert.equal(names.length, table.rows);
  for (let row = 0; row < table.rows; row++) {
    const [level, start] = [table.uint32("level")[row], table.text("start")[row]];
    const path = at("nulls0", `00${level}-${start}-${table.text("model")[row]}-0`, "network.arrow");
    const { network } = readNetwork(path);
    assert.equal(network.weight.length, table.uint32("weights")[row]);
  }
});

test("the same settings give the same bytes; what is there already goes", () => {
  const again = at("again");
  mkdirSync(join(again, "left-over"), { recursive: true });
  writeFileSync(join(again, "left-over", "network.arrow"), "old");
  const made = nullModel(0, "--out", at("again.arrow"), "--networks", again);
  assert.equal(made.code, 0, made.err);
  assert.deepEqual(readFileSync(at("again.arrow")), readFileSync(at("null0.arrow")));
  assert.deepEqual(readdirSync(again).sort(), readdirSync(at("nulls0")).sort());
  for (const name of readdirSync(again)) {
    const path = (root: string) => join(root, name, "network.arrow");
    assert.deepEqual(readFileSync(path(again)), readFileSync(path(at("nulls0"))));
  }
});

test("a pruned network in place of the dense one is refused in one line", () => {
  const made = pcrit([
    "null-model",
    at("cell0", "001", "network.arrow"),
    ...["units", "performance"].map((name) => at("cell0", "001", `${name}.arrow`)),
    ...[at("dataset.arrow"), at("cell0", "002", "network.arrow")],
    ...["--densities", "0.1", "--out", at("refused.arrow")],
  ]);
  assert.equal(made.code, 2);
  assert.match(made.err, /network\.arrow: expected the dense network, found one of density 0\.4/);
  assert.equal(made.err.trim().split("\n").length, 1);
  assert.ok(!existsSync(at("refused.arrow")));
});

test("a network without weights at initialisation starts from inherited ones alone, and says so", () => {
  const { network } = readNetwork(at("dense0", "network.arrow"), at("dense0", "units.arrow"));
  const { initial, initialBias, ...known } = network;
  const provenance = { stage: "test", settings: "{}", inputs: {} };
  writeNetwork(at("unknown.arrow"), known, provenance);
  writeUnits(at("unknown-units.arrow"), known, provenance);
  assert.equal(readTable(at("unknown.arrow"), "network").has("initial"), false);
  const [, , , ...rest] = nullModelCall(folder, 0, ["--out", at("unknown-null.arrow")]).slice(1);
  const files = [at("unknown.arrow"), at("unknown-units.arrow"), at("dense0", "performance.arrow")];
  const made = pcrit(["null-model", ...files, ...rest]);
  assert.equal(made.code, 0, made.err);
  assert.match(made.err, /^note: .*at initialisation are not known; .*inherited ones alone$/m);
  const table = readTable(at("unknown-null.arrow"), "null-model");
  assert.deepEqual(new Set(table.text("start")), new Set(["inherited"]));
  const whole = readTable(at("null0.arrow"), "null-model");
  const inherited = Array.from(whole.text("start").keys()).filter(
    (row) => whole.text("start")[row] === "inherited",
  );
  // What is known is computed as before, to the last bit.
  assert.deepEqual(
    [...table.float64("accuracy")],
    inherited.map((row) => whole.float64("accuracy")[row]),
  );
  const none = pcrit(["null-model", ...files, ...rest, "--fine-tuning-epochs", "0"]);
  assert.equal(none.code, 2);
  assert.match(none.err, /expected the column "initial".* give --fine-tuning-epochs above 0/);
});

function criticalityFile(value: number): string {
  const path = at(`criticality${value}.arrow`);
  const cell = readTable(at("null0.arrow"), "null-model").attribute("cell") as {
    readonly dataset: string;
    readonly architecture: string;
  };
  const numbers = { width: 1, value, lower: value / 3, upper: value * 3, confidence: 0.95 };
  writeTable(
    path,
    "criticality",
    {
      dataset: [cell.dataset],
      architecture: [cell.architecture],
      criterion: ["magnitude"],
      pruning: ["iterative"],
      phase: ["after"],
      control: ["density"],
      estimator: ["half-recovery"],
      verdict: ["resolved"],
      ...Object.fromEntries(
        Object.entries(numbers).map(([name, number]) => [name, Float64Array.of(number)]),
      ),
      quality: Float64Array.of(1),
      seeds: Uint32Array.of(2),
    },
    { stage: "test", settings: "{}", inputs: {} },
  );
  return path;
}

test("equivalence pairs the cells by seed and says it in words", () => {
  const out = at("equivalence.arrow");
  const nulls = [at("null1.arrow"), at("null0.arrow")];
  const printed = run("equivalence", criticalityFile(0.2), ...nulls, "--out", out);
  const table = readTable(out, "equivalence");
  const cell = table.attribute("cell");
  assert.equal(cell, undefined);
  assert.ok([...table.uint32("seeds")].every((n) => n === 2));
  assert.deepEqual(new Set(table.text("side")), new Set(["at"]));
  assert.equal(table.rows, 2 * (2 + 1) * 5);
  assert.equal(printed.trim(), (table.attribute("sentences") as string[]).join("\n"));
  assert.match(printed, /^fc, width 1, magnitude pruning, subnetworks retrained .* at p_c /);

  const far = at("far.arrow");
  run("equivalence", criticalityFile(0.01), ...nulls, "--out", far);
  assert.deepEqual(
    new Set(readTable(far, "equivalence").text("side")),
    new Set(["far-above", "above"]),
  );
});
