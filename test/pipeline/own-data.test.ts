/** Experiments on data of one's own: what they name is read, and read again where it is another. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readDataset } from "../../src/tables/dataset.js";
import { readNetwork } from "../../src/tables/network.js";
import { readPerformance } from "../../src/tables/performance.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";
import { make } from "../support/run.js";

const small = {
  architectures: [{ name: "fc2", hidden: [8] }],
  seeds: 1,
  training: { epochs: 30, batch: 8 },
  schedule: { densities: [0.5] },
};

/** Plans an experiment beside its data; returns the run's folder and what make would make. */
function plan(folder: string, settings: object, ...more: string[]) {
  const path = join(folder, "experiment.json");
  writeFileSync(path, JSON.stringify({ name: "own", ...settings }));
  const planned = pcrit(["plan", path, "--runs", join(folder, "runs"), ...more]);
  assert.equal(planned.code, 0, planned.err);
  const run = planned.out.trim();
  const left = /^all:(.*)$/m.exec(readFileSync(join(run, "plan.mk"), "utf8"))![1]!.trim();
  return { run, left };
}

test("breast cancer as scikit-learn exports it: training on columns of mean 0 and deviation 1", (t) => {
  const folder = scratchFolder(t);
  const table = join(folder, "cancer.csv");
  const made = python(
    `
import csv
from sklearn.datasets import load_breast_cancer
data = load_breast_cancer()
with open(json.load(sys.stdin), "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow([*data.feature_names, "target"])
    for row, label in zip(data.data, data.target): writer.writerow([*row, data.target_names[label]])
print(json.dumps({"mean": data.data.mean(axis=0).tolist(), "std": data.data.std(axis=0).tolist()}))`,
    table,
  ) as { mean: number[]; std: number[] } | undefined;
  if (!made) return t.skip("no Python with scikit-learn here");
  const dataset = { path: "cancer.csv", train: 469, test: 100, normalise: "standardise" };
  const { run } = plan(folder, { ...small, dataset });
  const steps = make(run, "dense/fc2-w1-s0/performance.arrow");
  assert.match(steps.stderr, /labels are taken from the column "target"/);
  const { train, test: rest, normalise } = readDataset(join(run, "dataset.arrow")).dataset;
  const all = [...train.pixels, ...rest.pixels];
  made.mean.forEach((mean, column) => {
    const found = all.filter((_, i) => i % 30 === column).reduce((a, b) => a + b, 0) / 569;
    assert.ok(Math.abs(found - mean) < 1e-5 * made.std[column]! + 1e-6 * mean, `column ${column}`);
    // 469 of 569 rows: near the mean of all.
    assert.ok(Math.abs(normalise!.mean[column]! - mean) < 0.2 * made.std[column]!);
  });
  const dense = join(run, "dense/fc2-w1-s0");
  assert.deepEqual(readNetwork(join(dense, "network.arrow")).network.normalise, normalise);
  const [row] = readPerformance(join(dense, "performance.arrow")).rows;
  assert.ok(row!.accuracy > 0.9, `accuracy ${row!.accuracy}`);
});

const words = (last: string) =>
  Array.from({ length: 10 }, (_, i) => `${i},${i % 2 ? "odd" : "even"}`).join("\n") +
  `\n10,${last}\n`;

test("the path is seen from the experiment; other content is read again, another place is not", (t) => {
  const folder = scratchFolder(t);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const dataset = { train: 8, test: 3 };
  const experiment = (path: string) => ({ ...small, dataset: { ...dataset, name: "n", path } });
  write("a.csv", words("even"));
  const { run } = plan(folder, experiment("a.csv"));
  make(run, "dense/fc2-w1-s0/performance.arrow");
  assert.deepEqual(readDataset(join(run, "dataset.arrow")).dataset.names, ["even", "odd"]);
  const waits = (path: string, ...more: string[]) =>
    plan(folder, experiment(path), ...more) &&
    readFileSync(join(run, "plan.mk"), "utf8").includes("\ndataset.arrow:");
  assert.equal(waits("a.csv"), false);
  write("moved.csv", words("even"));
  assert.equal(waits("moved.csv"), false);
  assert.equal(pcrit(["check", run]).code === 0, false, "the run is not complete");
  write("b.csv", words("odd"));
  assert.equal(waits("a.csv", "--data", join(folder, "b.csv")), true);
  write("a.csv", words("odd"));
  assert.equal(waits("a.csv"), true);
  const again = pcrit(["plan", join(run, "experiment.json"), "--runs", join(folder, "runs")]);
  assert.equal(again.code, 0, again.err);
  assert.match(readFileSync(join(run, "given.json"), "utf8"), /a\.csv"/);
});

test("what a data set says of itself reaches the network; what is wrong with it is one line", (t) => {
  const folder = scratchFolder(t);
  const at = (name: string) => join(folder, name);
  writeFileSync(at("a.csv"), "split,a,b,kind\ntrain,1,5,x\ntrain,2,5,y\ntest,3,5,x\ntest,4,5,z\n");
  const data = (...more: string[]) =>
    pcrit([
      "data",
      "--name=n",
      `--folder=${at("a.csv")}`,
      "--train=2",
      "--test=2",
      `--out=${at("d")}`,
      ...more,
    ]);
  const made = data("--label=kind", "--normalise=standardise");
  assert.equal(made.code, 0, made.err);
  assert.match(made.err, /note: .*x for 0, y for 1, z for 2/);
  assert.match(made.err, /note: .*the label z occurs in the test part alone/);
  assert.match(made.err, /note: .*1 of 2 columns are the same/);
  const bad = (pattern: RegExp, ...more: string[]) => {
    const { code, err } = data(...more);
    assert.deepEqual([code, pattern.test(err)], [2, true], err);
  };
  bad(/--normalise to be none, standardise or/, "--normalise=half");
  bad(/--normalise/, '--normalise={"mean":1}');
  bad(/standard deviations above 0/, '--normalise={"mean":[0],"std":[0]}');
  bad(/--columns to be a JSON list of names/, "--columns={}");
  bad(/expected a column "c"/, '--columns=["c"]');
  bad(/dataset\.image to be \[channels, rows, columns\] of 2 values/, "--image=1,3,3");
});
