/** Criteria of the user's own through whole runs, by the real commands. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make } from "../support/run.js";

const settings = {
  name: "own",
  dataset: { train: 200, test: 80 },
  architectures: [{ name: "fc3", hidden: [10, 8] }],
  criteria: [
    { name: "mine", module: "./code/mine.mjs" },
    { name: "theirs", masks: "masks" },
    "synflow",
    "wanda",
  ],
  seeds: 1,
  training: { epochs: 2, batch: 32 },
  schedule: { densities: [0.5, 0.2, 0.05] },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 2 },
  analysis: { repetitions: 20, permutations: 20 },
};

const files = {
  "code/mine.mjs": `import { power } from "../lib/power.mjs";
export default ({ network, gradient, activation, random }) => {
  const noise = random("noise");
  return network.weight.map((w, e) =>
    power(w) * activation.meanAbsolute[e] + Math.abs(gradient[e]) + 1e-9 * noise.uniform());
};`,
  "lib/power.mjs": "export const power = (w) => w * w;",
};

let home: string;
let folder: string;

/** An experiment with its files, planned. */
function planned(at: string, more: object = {}): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(at, name, ".."), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  writeFileSync(join(at, "own.json"), JSON.stringify({ ...settings, ...more }));
  return run("plan", join(at, "own.json"), "--runs", join(at, "runs")).trim();
}

before((t) => {
  home = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  // Masks of another network of the shape: a dense one that was pruned at random.
  const at = (name: string) => join(home, name);
  mkdirSync(at("masks"));
  run("data", "--out", at("d.arrow"), "--train", "20", "--test", "20");
  const made = [
    "--hidden",
    "10,8",
    "--epochs",
    "0",
    "--out",
    at("n.arrow"),
    "--units",
    at("u.arrow"),
  ];
  run("train", at("d.arrow"), ...made);
  for (const density of ["0.3", "0.1"]) {
    const random = ["--criterion", "random", "--density", density];
    run("prune", at("n.arrow"), ...random, "--out", at(`masks/${density}.arrow`));
  }
  folder = planned(home);
  make(folder, "-j2");
});

const cell = (name: string) => join(folder, "cells", `fc3-w1-${name}-s0`);
const levels = (name: string) => readdirSync(join(cell(name), "levels")).sort();

test("every criterion is a series of the report, under its name", () => {
  const page = readFileSync(join(folder, "report/index.html"), "utf8");
  for (const name of ["mine", "theirs", "synflow", "wanda"])
    assert.match(page, new RegExp(`"series":"${name}"`), name);
});

test("masks are their own schedule, exactly; other criteria keep the experiment's", () => {
  const dense = 784 * 10 + 10 * 8 + 8 * 10;
  assert.deepEqual(levels("theirs"), ["001", "002"]);
  for (const [i, density] of [0.3, 0.1].entries()) {
    const level = readTable(
      join(cell("theirs"), "levels", `00${i + 1}`, "network.arrow"),
      "network",
    );
    const mask = readTable(join(home, `masks/${density}.arrow`), "network");
    for (const column of ["layer", "source", "target"])
      assert.deepEqual(level.column(column), mask.column(column));
  }
  for (const name of ["mine", "synflow", "wanda"])
    assert.deepEqual(
      levels(name).map(
        (at) => readTable(join(cell(name), "levels", at, "network.arrow"), "network").rows,
      ),
      [0.5, 0.2, 0.05].map((density) => Math.round(density * dense)),
    );
});

test("one worker gives the same levels as two, in another place too", (t) => {
  const other = scratchFolder(t);
  cpSync(join(home, "masks"), join(other, "masks"), { recursive: true });
  const again = planned(other);
  for (const file of ["experiment.json", "plan.json"])
    assert.deepEqual(readFileSync(join(again, file)), readFileSync(join(folder, file)));
  const names = ["mine", "theirs", "synflow", "wanda"];
  make(again, "-j1", ...names.map((name) => `cells/fc3-w1-${name}-s0/performance.arrow`));
  for (const name of names) {
    const below = join("cells", `fc3-w1-${name}-s0`, "levels");
    const found = pcrit(["compare", join(folder, below), join(again, below)]);
    assert.equal(found.code, 0, found.out + found.err);
  }
});

test("a run that is moved, without what it was made from, fits and is planned from its own file", (t) => {
  const moved = join(scratchFolder(t), "runs", "own");
  cpSync(folder, moved, { recursive: true });
  assert.match(run("check", moved), /fit/);
  run("plan", join(moved, "experiment.json"), "--runs", join(moved, ".."));
  assert.match(make(moved).stdout, /Nothing to be done/);
});

/** The cells of which the plan makes something anew. */
function cellsLeft(at: string): string[] {
  const rules = readFileSync(join(at, "plan.mk"), "utf8");
  assert.doesNotMatch(rules, /step .* dense/);
  const cells = Array.from(rules.matchAll(/cells\/fc3-w1-(\w+)-s0/g), ([, name]) => name!);
  return [...new Set(cells)];
}

test("a changed helper or mask makes anew what depends on it, and nothing else", (t) => {
  const other = scratchFolder(t);
  cpSync(home, other, { recursive: true });
  const again = () => run("plan", join(other, "own.json"), "--runs", join(other, "runs")).trim();
  assert.deepEqual(cellsLeft(again()), []);
  writeFileSync(join(other, "lib/power.mjs"), "export const power = (w) => w ** 4;");
  assert.deepEqual(cellsLeft(again()), ["mine"]);
  writeFileSync(join(other, "lib/power.mjs"), files["lib/power.mjs"]);
  rmSync(join(other, "masks/0.1.arrow"));
  assert.deepEqual(cellsLeft(again()), ["theirs"]);
  make(again(), "cells/fc3-w1-theirs-s0/performance.arrow");
  assert.deepEqual(readdirSync(join(again(), "cells/fc3-w1-theirs-s0/levels")), ["001"]);
});

test("prune by hand gives what the trajectory made, before fine-tuning", (t) => {
  const at = (name: string) => join(scratchFolder(t), name);
  const dense = join(folder, "dense/fc3-w1-s0");
  const data = ["--data", join(folder, "dataset.arrow"), "--units", join(dense, "units.arrow")];
  for (const [name, criterion] of [
    ["mine", join(home, "code/mine.mjs")],
    ["synflow", "synflow"],
    ["wanda", "wanda"],
  ] as const) {
    const out = at(`${name}.arrow`);
    const keep = ["--criterion", criterion, "--density", "0.5", ...data, "--out", out];
    run("prune", join(dense, "network.arrow"), ...keep);
    const byHand = readTable(out, "network");
    const byMake = readTable(join(cell(name), "levels/001/network.arrow"), "network");
    for (const column of ["layer", "source", "target", "initial"])
      assert.deepEqual(byHand.column(column), byMake.column(column), name);
    assert.doesNotMatch(byHand.metadata.get("pcrit.settings")!, /[/\\]/);
  }
});

const refusals: readonly (readonly [what: string, text: string, why: RegExp])[] = [
  [
    "throws",
    "export default () => { throw new Error('no luck'); };",
    /function default, level 1: Error: no luck/,
  ],
  [
    "NaN",
    "export default ({ network }) => network.weight.map(() => NaN);",
    /function default, level 1: .*NaN/,
  ],
  [
    "waits for ever",
    "export default () => new Promise(() => {});",
    /level 1: its promise is never settled/,
  ],
  ["syntax", "export default () => {", /mine\.mjs: .*SyntaxError.*line 1/],
];
for (const [what, text, why] of refusals)
  test(`a module that ${what}: one line, exit code 2, nothing written`, (t) => {
    const at = scratchFolder(t);
    writeFileSync(join(at, "mine.mjs"), text);
    const network = join(folder, "dense/fc3-w1-s0/network.arrow");
    const out = join(at, "out.arrow");
    const args = ["--criterion", join(at, "mine.mjs"), "--density", "0.5", "--out", out];
    const refused = pcrit(["prune", network, ...args]);
    assert.equal(refused.code, 2, refused.err);
    assert.match(refused.err, why);
    assert.equal(refused.err.trim().split("\n").length, 1);
    assert.deepEqual(readdirSync(at), ["mine.mjs"]);
  });

test("what an experiment cannot say is refused by the plan", (t) => {
  const at = scratchFolder(t);
  const refused = (criteria: readonly unknown[], why: RegExp, more: object = {}) => {
    writeFileSync(join(at, "x.json"), JSON.stringify({ ...settings, criteria, ...more }));
    const found = pcrit(["plan", join(at, "x.json"), "--runs", join(at, "runs")]);
    assert.equal(found.code, 2, found.err);
    assert.match(found.err, why);
    assert.equal(found.err.trim().split("\n").length, 1);
  };
  writeFileSync(join(at, "m.mjs"), "export default () => [];");
  mkdirSync(join(at, "empty"));
  const mine = { name: "mine", module: "m.mjs" };
  refused(
    ["best"],
    /expected criteria\.0 to be one of magnitude, layer-magnitude, snip, .* found "best"/,
  );
  refused([{ name: "mine" }], /criterion "mine" either module, .* or masks/);
  refused([{ ...mine, masks: "empty" }], /criterion "mine" either module, .* or masks/);
  refused([{ module: "m.mjs" }], /must have required property 'name'/);
  refused([{ ...mine, name: "a/b" }], /expected criteria\.0\.name of letters/);
  refused([{ ...mine, modul: 1 }], /unknown key "modul" in criteria\.0; the keys are name, module/);
  refused([{ ...mine, name: "random" }], /"random" is pcrit's own/);
  refused([mine, mine], /must NOT have duplicate items/);
  refused([mine, { ...mine, module: "./m.mjs" }], /"mine" occurs twice/);
  refused([{ name: "mine", module: "gone.mjs" }], /gone\.mjs: no such file/);
  refused([{ name: "mine", module: "x.json" }], /x\.json: expected an ES module/);
  refused([{ ...mine, sha256: "0" }], /m\.mjs: expected what has the SHA-256 "0"/);
  refused([{ name: "theirs", masks: "gone" }], /gone: no such folder of masks/);
  refused([{ name: "theirs", masks: "m.mjs" }], /m\.mjs: expected a folder of masks, found a file/);
  refused([{ name: "theirs", masks: "empty" }], /for the network fc3-w1-s0: .*fc3-w1-s0 or fc3-w1/);
});
