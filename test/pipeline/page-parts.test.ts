/** A change in reports/ makes the page again, and nothing else; a wrong one is refused by name. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { partsOf } from "../../src/experiment/page-parts.js";
import { packageRoot } from "../../src/package.js";
import { scratchFolder } from "../support/folder.js";

const experiment = {
  name: "tiny",
  dataset: { train: 200, test: 100 },
  architectures: [{ name: "fc3", hidden: [12, 12] }],
  widths: [1],
  criteria: ["magnitude"],
  seeds: 1,
  training: { epochs: 2, batch: 32 },
  schedule: { ratio: 0.3, until: "disconnected" },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 2 },
  analysis: { repetitions: 20, permutations: 20 },
};

/** A package of its own, whose reports/ can be edited. */
function ownPackage(folder: string): string {
  const root = join(folder, "package");
  mkdirSync(root);
  for (const name of ["dist", "node_modules"])
    symlinkSync(join(packageRoot, name), join(root, name), "dir");
  for (const name of ["package.json", "schemas", "reports"])
    cpSync(join(packageRoot, name), join(root, name), { recursive: true });
  return root;
}

test("an edited chart makes the page again and nothing else; a wrong field keeps the old page", (t) => {
  const folder = scratchFolder(t);
  const root = ownPackage(folder);
  writeFileSync(join(folder, "tiny.json"), JSON.stringify(experiment));
  const run = join(folder, "runs", "tiny");
  const pcrit = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ["--preserve-symlinks", "--preserve-symlinks-main", join(root, "dist/bin/pcrit.js"), ...args],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
  const make = () => {
    const planned = pcrit("plan", join(folder, "tiny.json"), "--runs", join(folder, "runs"));
    assert.equal(planned.status, 0, planned.stderr);
    const env = {
      ...process.env,
      MAKEFLAGS: "",
      PCRIT: `${process.execPath} --preserve-symlinks --preserve-symlinks-main dist/bin/pcrit.js`,
    };
    return spawnSync("make", ["-f", join(run, "plan.mk")], { cwd: root, env, encoding: "utf8" });
  };
  const first = make();
  assert.equal(first.status, 0, first.stderr);
  const page = () => readFileSync(join(run, "report", "index.html"), "utf8");
  const made = statSync(join(run, "topology.arrow")).mtimeMs;
  assert.ok(!page().includes("Seen here for the first time"));

  const chart = join(root, "reports", "charts", "transition.json");
  const spec = readFileSync(chart, "utf8");
  writeFileSync(
    chart,
    spec.replace("Lines are means", "Seen here for the first time: lines are means"),
  );
  const second = make();
  assert.equal(second.status, 0, second.stderr);
  assert.ok(page().includes("Seen here for the first time"));
  assert.equal(statSync(join(run, "topology.arrow")).mtimeMs, made, "nothing else is made");

  const before = page();
  writeFileSync(chart, spec.replace('"field": "mean"', '"field": "maen"'));
  const third = make();
  assert.notEqual(third.status, 0);
  assert.match(third.stderr, /reports\/charts\/transition\.json: .* found the field "maen"/);
  assert.equal(page(), before);
});

test("names and contents count, a README and hidden files do not", (t) => {
  const folder = scratchFolder(t);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("a.json", "1");
  const one = partsOf(folder);
  write("README.md", "words");
  write(".a.json.swp", "what an editor keeps");
  assert.equal(partsOf(folder), one);
  write("b.json", "1");
  assert.notEqual(partsOf(folder), one, "an added file");
  const two = partsOf(folder);
  write("b.json", "2");
  assert.notEqual(partsOf(folder), two, "a changed file");
});
