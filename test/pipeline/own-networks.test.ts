/** Networks that were trained elsewhere through whole runs, by the real commands. */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { UserError } from "../../src/error.js";
import { readExperiment } from "../../src/experiment/read.js";
import { packageRoot } from "../../src/package.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make, startedStages } from "../support/run.js";

let home: string;
let folder: string;
const at = (...names: string[]) => join(home, ...names);

const settings = {
  name: "own",
  dataset: { train: 200, test: 80 },
  seeds: 2,
  training: { epochs: 2, batch: 32 },
  schedule: { densities: [0.5, 0.2, 0.05] },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 1 },
  nullModels: { densities: [0.2] },
  robustness: { images: 40, draws: 1, shares: [0, 0.5], amplitudes: [0, 0.5] },
  analysis: { repetitions: 20, permutations: 20 },
};

const architectures = [
  { name: "mine", from: "one.safetensors", hidden: [10, 8], normalise: "none" },
  { name: "fc3", hidden: [10, 8] },
];

/** Trains a network and leaves it as a file of another program. */
function trained(hidden: string, seed: number, out: string): void {
  const made = ["--hidden", hidden, "--epochs", "3", "--batch", "32", "--seed", String(seed)];
  const files = ["--units", at("u.arrow"), "--performance", at(`${out}.performance.arrow`)];
  run("train", at("d.arrow"), ...made, "--out", at("n.arrow"), ...files);
  run("export", at("n.arrow"), at("u.arrow"), "--out", at(out));
}

function planned(place: string, more: object = {}) {
  writeFileSync(join(place, "own.json"), JSON.stringify({ ...settings, architectures, ...more }));
  const found = pcrit(["plan", join(place, "own.json"), "--runs", join(place, "runs")]);
  assert.equal(found.code, 0, found.err);
  return { folder: found.out.trim(), notes: found.err };
}

before((t) => {
  home = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  run("data", "--out", at("d.arrow"), "--train", "200", "--test", "80");
  trained("10,8", 7, "one.safetensors");
  trained("10,8", 8, "two.npz");
  trained("20,16", 7, "wide.safetensors");
  folder = planned(home).folder;
  make(folder, "-j2");
});

const table = (kind: string, ...names: string[]) => readTable(join(folder, ...names), kind);

test("the dense network is the file's, trained no further, and answers as it did", () => {
  const mine = table("performance", "dense/mine-w1/performance.arrow");
  const there = readTable(at("one.safetensors.performance.arrow"), "performance");
  for (const column of ["accuracy", "loss", "train_accuracy", "train_loss", "effective_density"])
    assert.deepEqual(mine.column(column), there.column(column), column);
  for (const column of ["distance_from_initial", "sign_changes"])
    assert.ok(Number.isNaN(mine.float64(column)[0]), column);
  const back = at("back.safetensors");
  const dense = (name: string) => join(folder, "dense/mine-w1", name);
  run("export", dense("network.arrow"), dense("units.arrow"), "--out", back);
  assert.deepEqual(readFileSync(back), readFileSync(at("one.safetensors")));
  assert.equal(startedStages(folder).filter((stage) => stage === "import-dense").length, 1);
  // The seeds of the other architecture.
  assert.equal(startedStages(folder).filter((stage) => stage === "train").length, 2);
});

test("seeds of fine-tuning share their first level and part after it", () => {
  const of = (seed: number) =>
    table("performance", `cells/mine-w1-magnitude-s${seed}/performance.arrow`);
  const [a, b] = [of(0), of(1)];
  assert.deepEqual(
    Array.from(a.float64("density")),
    [1, 880, 352, 88].map((n, i) => (i ? a.uint32("weights")[i]! / a.uint32("weights")[0]! : n)),
  );
  assert.equal(a.float64("loss")[0], b.float64("loss")[0]);
  for (const level of [1, 2, 3])
    assert.notEqual(a.float64("loss")[level], b.float64("loss")[level], `level ${level}`);
});

test("null models start from the network's own weights, and the report tells of these", () => {
  const starts = (name: string) =>
    new Set(table("null-model", `cells/${name}-w1-magnitude-s0/null-model.arrow`).text("start"));
  assert.deepEqual(starts("mine"), new Set(["inherited"]));
  assert.deepEqual(starts("fc3"), new Set(["initial", "inherited"]));
  const robust = table("robustness", "cells/mine-w1-magnitude-s0/null-robustness.arrow");
  assert.deepEqual(new Set(robust.text("start")), new Set(["inherited"]));
});

test("plan and report say what the seeds are, and what is not known", () => {
  const { notes } = planned(home, { widths: [1, 2] });
  // Terms are explained where they stand, which puts tags around them.
  const page = readFileSync(join(folder, "report/index.html"), "utf8").replaceAll(/<[^>]*>/g, "");
  for (const text of [notes, page]) {
    assert.match(
      text,
      /mine: one network that was trained elsewhere; its 2 seeds are seeds of fine-tuning alone/,
    );
    assert.match(text, /he weights at initialisation are not known/);
  }
  assert.match(notes, /mine: no file is given for width 2, which is left out/);
  assert.doesNotMatch(page, /no file is given/);
  assert.doesNotMatch(notes, /fc3:/);
  const still = planned(home, { fineTuning: { epochs: 0 } }).notes;
  assert.match(still, /its seeds are one and the same network: "seeds": 1/);
  assert.match(still, /null models of it are left out: they start from its weights/);
  planned(home);
});

test("a run that is moved, without the network's file, fits and is planned from its own file", (t) => {
  const moved = join(scratchFolder(t), "runs", "own");
  cpSync(folder, moved, { recursive: true });
  assert.match(run("check", moved), /fit/);
  run("plan", join(moved, "experiment.json"), "--runs", join(moved, ".."));
  assert.match(make(moved).stdout, /Nothing to be done/);
  for (const file of ["experiment.json", "plan.json"])
    assert.doesNotMatch(readFileSync(join(moved, file), "utf8"), /one\.safetensors/);
});

test("the same experiment elsewhere, under other names of files, is the same plan", (t) => {
  const other = scratchFolder(t);
  cpSync(at("one.safetensors"), join(other, "renamed $file.SAFETENSORS"));
  const renamed = { ...architectures[0], from: "./renamed $file.SAFETENSORS" };
  const again = planned(other, { architectures: [renamed, architectures[1]] }).folder;
  for (const file of ["experiment.json", "plan.json"])
    assert.deepEqual(readFileSync(join(again, file)), readFileSync(join(folder, file)));
});

test("another network makes anew what depends on it, and nothing else", (t) => {
  const other = scratchFolder(t);
  for (const name of ["one.safetensors", "two.npz"]) cpSync(at(name), join(other, name));
  cpSync(join(home, "runs"), join(other, "runs"), { recursive: true });
  const rules = (more: object = {}) =>
    readFileSync(join(planned(other, more).folder, "plan.mk"), "utf8");
  assert.doesNotMatch(rules(), / step /);
  trained("10,8", 9, "three.safetensors");
  cpSync(at("three.safetensors"), join(other, "one.safetensors"));
  const changed = rules();
  assert.match(changed, /step .* dense\/mine-w1\/performance\.arrow/);
  assert.match(changed, /step .* topology\.arrow/);
  assert.doesNotMatch(changed, /fc3|dataset\.arrow/);
  cpSync(at("one.safetensors"), join(other, "one.safetensors"));
  assert.doesNotMatch(rules(), / step /);
  const said = [{ ...architectures[0], normalise: { mean: [0.5], std: [0.5] } }, architectures[1]];
  assert.match(rules({ architectures: said }), /step .* dense\/mine-w1\/performance\.arrow/);
});

test("several files are several seeds, others widths; their runs go to the report", (t) => {
  const place = scratchFolder(t);
  for (const name of ["one.safetensors", "two.npz", "wide.safetensors"])
    cpSync(at(name), join(place, name));
  const from = ["one.safetensors", "two.npz", { file: "wide.safetensors", width: 2 }];
  const { nullModels: _, robustness: __, ...less } = settings;
  const path = join(place, "several.json");
  writeFileSync(
    path,
    JSON.stringify({ ...less, name: "several", seeds: 2, architectures: [{ name: "mine", from }] }),
  );
  const found = pcrit(["plan", path, "--runs", join(place, "runs")]);
  assert.equal(found.code, 0, found.err);
  assert.match(found.err, /mine: 2 networks that were trained elsewhere at width 1, one a seed/);
  assert.match(found.err, /mine: one network that was trained elsewhere at width 2; its 2 seeds/);
  const several = found.out.trim();
  make(several, "-j2");
  assert.deepEqual(readdirSync(join(several, "dense")).sort(), [
    "mine-w1-s0",
    "mine-w1-s1",
    "mine-w2",
  ]);
  assert.equal(readdirSync(join(several, "cells")).length, 2 + 2);
  const loss = (name: string) =>
    readTable(join(several, "dense", name, "performance.arrow"), "performance").float64("loss")[0];
  assert.notEqual(loss("mine-w1-s0"), loss("mine-w1-s1"));
  assert.ok(existsSync(join(several, "report/index.html")));
});

test("a network that was pruned before goes on from where it is", (t) => {
  const place = scratchFolder(t);
  const dense = (name: string) => join(folder, "dense/mine-w1", name);
  const pruned = join(place, "n.arrow");
  run("prune", dense("network.arrow"), "--density", "0.3", "--out", pruned);
  run(
    "export",
    pruned,
    dense("units.arrow"),
    "--masks",
    "--out",
    join(place, "pruned.safetensors"),
  );
  const { folder: from, notes } = planned(place, {
    architectures: [{ name: "mine", from: "pruned.safetensors" }],
    seeds: 1,
  });
  assert.match(notes, /mine: pruned before, to density 0\.3/);
  assert.match(notes, /null models of it are left out: they draw from a dense network's weights/);
  make(from, "-j2");
  const levels = readTable(
    join(from, "cells/mine-w1-magnitude-s0/performance.arrow"),
    "performance",
  );
  const share = Array.from(levels.float64("density"), (density) => Number(density.toFixed(3)));
  assert.deepEqual(share, [0.3, 0.2, 0.05]);
  assert.ok(existsSync(join(from, "report/index.html")));
});

test("what an experiment cannot say of a network is refused by the plan", (t) => {
  const place = scratchFolder(t);
  for (const name of ["one.safetensors", "two.npz", "wide.safetensors"])
    cpSync(at(name), join(place, name));
  writeFileSync(join(place, "text.pt"), "no network");
  writeFileSync(join(place, "words.json"), '{ "hidden": [10, 8] }');
  const refused = (entry: object, why: RegExp) => {
    const path = join(place, "x.json");
    writeFileSync(
      path,
      JSON.stringify({ ...settings, architectures: [{ name: "mine", ...entry }] }),
    );
    assert.throws(
      () => readExperiment(path),
      (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, why);
        assert.doesNotMatch(error.message, /\n|--architecture/);
        return true;
      },
    );
  };
  const from = "one.safetensors";
  refused({ from: "gone.pt" }, /gone\.pt: no such file/);
  refused({ from: "text.pt" }, /text\.pt: expected/);
  refused({ from: "x.json" }, /x\.json: expected a file whose name ends \.safetensors/);
  refused({ from: "words.json" }, /words\.json: expected a file whose name ends \.safetensors/);
  refused(
    { from, hidden: [10, 9] },
    /one\.safetensors: expected hidden layers of \[10, 9\] units.* found \[10, 8\]/,
  );
  refused({ from, convolutions: [{ stride: 1, padding: 0 }] }, /expected 1 convolutions/);
  refused(
    { from, activation: "softsign" },
    /architecture "mine": expected "activation" to be one of relu, /,
  );
  refused(
    { from, widht: 1 },
    /unknown key "widht" in architectures\.0; the keys are name, from, architecture, /,
  );
  refused(
    { from, architecture: "words.json", hidden: [10, 8] },
    /expected its words in words\.json or beside it, found "hidden"/,
  );
  refused({ from, architecture: "gone.json" }, /gone\.json: no such file/);
  refused({ from, prefix: "net." }, /expected tensors whose names begin "net\."/);
  refused({ from, sha256: "0" }, /unknown key "sha256"/);
  refused(
    { from: [{ file: from, sha256: "00" }] },
    /one\.safetensors: expected what has the SHA-256 "00"/,
  );
  refused(
    { from: [from, "wide.safetensors"] },
    /wide\.safetensors: expected the shape of one\.safetensors, 784-10-8-10, .* found 784-20-16-10; give it a width/,
  );
  refused({ from: [] }, /architectures\.0\.from must NOT have fewer than 1 items/);
  refused({ from: [{ file: from, width: 0 }] }, /architectures\.0\.from\.0\.width must be > 0/);
  refused({ from: 3 }, /architectures\.0\.from must be string,array/);
  refused({ hiden: [3] }, /required property 'hidden'/);
  const found = pcrit(["plan", join(place, "x.json"), "--runs", join(place, "runs")]);
  assert.equal(found.code, 2);
  assert.equal(found.err.trim().split("\n").length, 1);
  assert.ok(!existsSync(join(place, "runs")));
});

test("widths differ in hidden units alone", (t) => {
  const place = scratchFolder(t);
  const deep = [
    "--hidden",
    "12",
    "--epochs",
    "0",
    "--out",
    at("n.arrow"),
    "--units",
    at("u.arrow"),
  ];
  run("train", at("d.arrow"), ...deep);
  run("export", at("n.arrow"), at("u.arrow"), "--out", join(place, "deep.npz"));
  cpSync(at("one.safetensors"), join(place, "one.safetensors"));
  const from = ["one.safetensors", { file: "deep.npz", width: 2 }];
  writeFileSync(join(place, "x.json"), JSON.stringify({ architectures: [{ name: "mine", from }] }));
  const found = pcrit(["plan", join(place, "x.json"), "--runs", join(place, "runs")]);
  assert.equal(found.code, 2);
  assert.match(
    found.err,
    /deep\.npz: expected what one\.safetensors is, 784-10-8-10, but for units .* found 784-12-10/,
  );
});

test("data that do not fit the network: one line before anything is fine-tuned", (t) => {
  const place = scratchFolder(t);
  const csv = (labels: readonly unknown[]) =>
    `a,b,label\n${labels.map((label, i) => `${i},${i % 3},${label}\n`).join("")}`;
  const made = ["--train", "20", "--test", "10", "--out", join(place, "d.arrow")];
  const data = (labels: readonly unknown[]) => {
    writeFileSync(
      join(place, "x.csv"),
      csv(Array.from({ length: 40 }, (_, i) => labels[i % labels.length])),
    );
    run("data", "--name", "x", "--folder", join(place, "x.csv"), ...made);
  };
  const adopt = (file: string) =>
    pcrit([
      "import-dense",
      file,
      join(place, "d.arrow"),
      "--out",
      join(place, "o.arrow"),
      "--units",
      join(place, "ou.arrow"),
    ]);
  data([0, 1, 2]);
  run(
    "train",
    join(place, "d.arrow"),
    "--hidden",
    "4",
    "--epochs",
    "1",
    "--out",
    at("n.arrow"),
    "--units",
    at("u.arrow"),
  );
  const net = join(place, "net.npz");
  run("export", at("n.arrow"), at("u.arrow"), "--out", net);
  const line = (file: string, why: RegExp) => {
    const found = adopt(file);
    assert.equal(found.code, 2, found.err);
    const [last, ...notes] = found.err.trim().split("\n").reverse();
    assert.match(last!, why);
    for (const note of notes) assert.match(note, /^note: /);
    assert.ok(!existsSync(join(place, "o.arrow")));
  };
  line(
    at("one.safetensors"),
    /expected images of 784 pixels in at most 10 classes, as the network has, found 2 pixels and 3 classes/,
  );
  data([0, 1, 2, 3]);
  line(net, /expected images of 2 pixels in at most 3 classes, .* found 2 pixels and 4 classes/);
  data([0, 2]);
  line(
    net,
    /expected labels that count the network's 3 outputs from 0, found the labels 0, 2 for classes 0 to 1/,
  );
  data([0, 1]);
  const subset = adopt(net);
  assert.equal(subset.code, 0, subset.err);
  assert.match(subset.err, /the network has 3 outputs, the data set 2 classes/);
  data(["cat", "dog", "eel"]);
  assert.match(
    adopt(net).err,
    /outputs 0 to 2 are taken for the labels cat, dog, eel, in this order/,
  );
});

test("the network's own normalisation holds, not the data set's", (t) => {
  const place = scratchFolder(t);
  const data = ["--train", "200", "--test", "80", "--normalise", "standardise"];
  run("data", "--out", join(place, "d.arrow"), ...data);
  const out = (name: string) => join(place, name);
  const outputs = [
    "--out",
    out("n.arrow"),
    "--units",
    out("u.arrow"),
    "--performance",
    out("p.arrow"),
  ];
  const found = pcrit([
    "import-dense",
    at("one.safetensors"),
    out("d.arrow"),
    "--words",
    '{"normalise":"none"}',
    ...outputs,
  ]);
  assert.equal(found.code, 0, found.err);
  assert.match(found.err, /the data set says "normalise", the network says no normalisation/);
  const there = readTable(at("one.safetensors.performance.arrow"), "performance");
  const here = readTable(out("p.arrow"), "performance");
  assert.deepEqual(here.column("loss"), there.column("loss"));
});

test("images of other planes in the same number of pixels are refused", (t) => {
  const models = `${packageRoot}../shared/models`;
  if (!existsSync(models)) return t.skip("../shared/models is missing");
  const place = scratchFolder(t);
  mkdirSync(join(place, "x"));
  writeFileSync(
    join(place, "x.csv"),
    `${Array.from({ length: 784 }, (_, i) => `p${i}`).join()},label\n${[0, 1, 0, 1, 0, 1].map((l) => `${Array(784).fill(l).join()},${l}\n`).join("")}`,
  );
  run(
    "data",
    "--name",
    "x",
    "--folder",
    join(place, "x.csv"),
    "--image",
    "4,14,14",
    "--train",
    "4",
    "--test",
    "2",
    "--out",
    join(place, "d.arrow"),
  );
  const words = {
    input: { height: 28, width: 28 },
    convolutions: [
      { stride: 1, padding: 2, pool: { kind: "max", size: 2 } },
      { stride: 1, padding: 0, pool: { kind: "max", size: 2 } },
    ],
  };
  const found = pcrit([
    "import-dense",
    `${models}/lenet.safetensors`,
    join(place, "d.arrow"),
    "--words",
    JSON.stringify(words),
    "--out",
    join(place, "n.arrow"),
    "--units",
    join(place, "u.arrow"),
  ]);
  assert.equal(found.code, 2, found.err);
  assert.match(found.err, /expected images of 1 x 28 x 28, as the network has, found 4 x 14 x 14/);
});
