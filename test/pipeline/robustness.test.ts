/** The stages robustness and robustness-summary on a small run of the real pipeline. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { models } from "../../src/null-model/ladder.js";
import { perturbations } from "../../src/robustness/perturbation.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { smallRun } from "./small-run.js";

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const first = (seed: number) => [
  "robustness",
  ...["network", "units"].map((name) => at(`dense${seed}`, `${name}.arrow`)),
  at("dataset.arrow"),
];
const filesIn = (parent: string, names: readonly string[]) =>
  names.flatMap((name) => ["network", "units"].map((file) => at(parent, name, `${file}.arrow`)));
const nulls = (seed: number) =>
  filesIn(
    `nulls${seed}`,
    readdirSync(at(`nulls${seed}`)).filter((name) => name.includes("-initial-")),
  );
const grid = ["--shares", "0,0.5,1", "--amplitudes", "0,1", "--draws", "2"];

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  smallRun(folder);
  for (const seed of [0, 1]) {
    const levels = filesIn(`cell${seed}`, ["001", "002", "003"]);
    const dense = filesIn(`dense${seed}`, ["."]);
    run(
      ...[...first(seed), ...dense, ...levels, ...grid, "--perturbations", "weight-noise"],
      ...["--out", at(`robustness${seed}.arrow`)],
    );
    run(...first(seed), ...nulls(seed), ...grid, "--out", at(`null-robustness${seed}.arrow`));
  }
});

test("a curve of every perturbation for every network", () => {
  const table = readTable(at("null-robustness0.arrow"), "robustness");
  const points = 5 * 3 + 2 * 2;
  assert.equal(table.rows, 2 * models.length * points);
  assert.deepEqual(new Set(table.text("model")), new Set(models));
  assert.deepEqual(new Set(table.text("perturbation")), new Set(perturbations));
  // Without any perturbation the accuracy is what null-model found on all 100 test images.
  const known = readTable(at("null0.arrow"), "null-model");
  for (let row = 0; row < table.rows; row++) {
    if (table.float64("amount")[row] !== 0) continue;
    const same = Array.from(known.text("model").keys()).find(
      (i) =>
        known.text("model")[i] === table.text("model")[row] &&
        known.text("start")[i] === table.text("start")[row] &&
        known.uint32("level")[i] === table.uint32("level")[row],
    )!;
    assert.equal(table.float64("accuracy")[row], known.float64("accuracy")[same]);
    const m = known.float64("order_parameter")[same]!;
    assert.ok(Math.abs(table.float64("order_parameter")[row]! - m) < 1e-12);
  }
});

test("levels and the dense network carry no model, and the files' order does not matter", () => {
  const table = readTable(at("robustness0.arrow"), "robustness");
  assert.deepEqual(new Set(table.text("model")), new Set(["trajectory"]));
  assert.deepEqual([...table.uint32("level")], [0, 0, 1, 1, 2, 2, 3, 3]);
  const again = at("again.arrow");
  run(...first(0), ...nulls(0).toReversed(), ...grid, "--out", again);
  assert.deepEqual(readFileSync(again), readFileSync(at("null-robustness0.arrow")));
});

test("areas and the shift of p_c over both cells", () => {
  const files = ["robustness0", "null-robustness1", "robustness1", "null-robustness0"].map((n) =>
    at(`${n}.arrow`),
  );
  const [out, shift] = [at("areas.arrow"), at("shift.arrow")];
  run("robustness-summary", ...files, "--out", out, "--shift", shift, "--repetitions", "50");
  const areas = readTable(out, "robustness-areas");
  assert.equal(areas.rows, 2 * models.length * perturbations.length + 4);
  assert.ok([...areas.uint32("seeds")].every((n) => n === 2));
  const shifts = readTable(shift, "noise-shift");
  assert.deepEqual([...shifts.float64("amplitude")], [0, 1]);
  assert.equal(areas.attribute("cell"), undefined);
});

test("a cell that is given twice is refused, and nothing is written", () => {
  const [out, shift] = [at("twice.arrow"), at("twice-shift.arrow")];
  const files = ["robustness0", "robustness1", "robustness0"].map((n) => at(`${n}.arrow`));
  const made = pcrit(["robustness-summary", ...files, "--out", out, "--shift", shift]);
  assert.equal(made.code, 2, made.err);
  assert.match(
    made.err,
    /^expected one file with the curve of each network, found two of .*seed 0/,
  );
  assert.equal(made.err.trim().split("\n").length, 1);
  assert.ok(!existsSync(out) && !existsSync(shift));
});

test("mistakes are refused in one line", () => {
  const out = at("refused.arrow");
  const cases: [args: readonly string[], message: RegExp][] = [
    [[at("cell0", "001", "network.arrow")], /expected the units\.arrow of the same network/],
    [[...nulls(0), "--shares", "0.1,0.2"], /expected --shares to ascend from 0, found 0\.1,0\.2/],
    [[...nulls(0), "--perturbations", "storm"], /expected --perturbations of .*, found storm/],
    [[...nulls(0), nulls(0)[0]!], /expected one file of network .*, found two/],
  ];
  for (const [args, message] of cases) {
    const made = pcrit([...first(0), ...args, "--out", out]);
    assert.equal(made.code, 2, made.err);
    assert.match(made.err, message);
    assert.equal(made.err.trim().split("\n").length, 1);
    assert.ok(!existsSync(out));
  }
});
