/** Whole runs through make: the same bytes at any -j, after any number of kills, and by hand. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readTable } from "../../src/arrow/read.js";
import { packageRoot } from "../../src/package.js";
import { Random } from "../../src/random.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { environment, make, plan, startedStages } from "../support/run.js";

const experiment = {
  name: "tiny",
  dataset: { train: 300, test: 100 },
  architectures: [{ name: "fc3", hidden: [16, 12] }],
  widths: [0.5, 1],
  criteria: ["magnitude", "random"],
  seeds: 2,
  training: { epochs: 3, batch: 32 },
  schedule: { ratio: 0.4, until: "disconnected" },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 2 },
  analysis: { repetitions: 50, permutations: 50 },
};

let trusted: string;

before((t) => {
  trusted = plan(scratchFolder(t as Parameters<typeof scratchFolder>[0]), experiment);
  make(trusted, "-j2");
});

/** A copy of the finished run, which fits as it does; @returns its folder. */
function copied(t: TestContext): string {
  const runs = scratchFolder(t);
  cpSync(trusted, join(runs, experiment.name), { recursive: true });
  return join(runs, experiment.name);
}

function sameArtefacts(checked: string): void {
  const compared = pcrit(["compare", trusted, checked]);
  assert.equal(compared.code, 0, compared.out + compared.err);
}

test("a finished run has nothing left to do; a changed setting redoes what depends on it", (t) => {
  const folder = copied(t);
  const runs = join(folder, "..");
  plan(runs, experiment);
  assert.match(make(folder).stdout, /Nothing to be done/);
  plan(runs, { ...experiment, analysis: { ...experiment.analysis, repetitions: 60 } });
  const redone = make(folder, "--dry-run").stdout;
  assert.match(redone, /step .* criticality\.arrow/);
  assert.doesNotMatch(redone, /step .*(cells|dense|dataset|topology)/);
  const before = startedStages(folder).length;
  make(folder, "-j2");
  const started = startedStages(folder).slice(before);
  assert.deepEqual(started, ["criticality", "report"]);
  assert.match(pcrit(["status", folder]).out, /^all \d+ done$/m);
});

test("a run compares equal although a larger grid of its name was there before; a lost file is said", (t) => {
  const folder = copied(t);
  plan(join(folder, ".."), { ...experiment, seeds: 3, analysis: { repetitions: 40 } });
  make(folder, "-j2", "correlations.arrow", "criticality.arrow");
  plan(join(folder, ".."), experiment);
  make(folder, "-j2");
  const compared = pcrit(["compare", folder, trusted]);
  assert.equal(compared.code, 0, compared.out + compared.err);
  assert.match(compared.out, /all the same bytes; \d+ of an earlier plan were left alone/);
  rmSync(join(folder, "topology.arrow"));
  const lost = pcrit(["compare", folder, trusted]);
  assert.match(lost.err, /topology\.arrow: no such file/);
  assert.equal(lost.code, 2);
});

test("ten kills at random moments lose nothing, and one worker gives the same bytes as two", async (t) => {
  const folder = plan(scratchFolder(t), experiment);
  const random = new Random(1, "kills");
  let kills = 0;
  for (let tries = 0; kills < 10 && tries < 40; tries++) {
    const child = spawn("make", ["-j2", "-f", join(folder, "plan.mk")], {
      cwd: packageRoot,
      env: environment,
      stdio: "ignore",
      detached: true, // a process group of its own, so that the stages die with make
    });
    const ended = once(child, "exit");
    await Promise.race([ended, sleep(100 + random.integer(700))]);
    if (child.exitCode !== null) break;
    process.kill(-child.pid!, "SIGKILL");
    await ended;
    kills++;
  }
  assert.ok(kills >= 5, `only ${kills} kills before the run was done`);
  make(folder, "-j1");
  sameArtefacts(folder);
});

test("train, prune and fine-tune by hand give the weights of the trajectory", (t) => {
  const folder = scratchFolder(t);
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => {
    const done = pcrit(args);
    assert.equal(done.code, 0, done.err);
  };
  const cell = join(trusted, "cells/fc3-w1-random-s1/levels");
  const data = join(trusted, "dataset.arrow");
  const training = ["--seed", "1", "--batch", "32"];
  run(
    "train",
    data,
    "--hidden",
    "16,12",
    "--epochs",
    "3",
    ...training,
    "--out",
    at("0n"),
    "--units",
    at("0u"),
    "--confusion",
    at("0c"),
  );
  for (const [index, name] of readdirSync(cell).sort().slice(0, 3).entries()) {
    const level = index + 1;
    const weights = readTable(join(cell, name, "network.arrow"), "network").rows;
    const prune = ["--criterion", "random", "--seed", "1", "--weights", String(weights)];
    run("prune", at(`${index}n`), ...prune, "--out", at("pruned"));
    const tune = ["--epochs", "1", "--level", String(level), ...training];
    const out = ["--out", at(`${level}n`), "--units", at(`${level}u`)];
    out.push("--confusion", at(`${level}c`));
    run("fine-tune", at("pruned"), at(`${index}u`), data, ...tune, ...out);
    const byHand = readTable(at(`${level}n`), "network");
    const byMake = readTable(join(cell, name, "network.arrow"), "network");
    for (const column of byMake.names)
      assert.deepEqual(byHand.column(column), byMake.column(column));
  }
  const whole = readTable(join(cell, "../confusion.arrow"), "confusion");
  const rows = 2 * 10 * 10;
  for (const level of [0, 1, 2, 3]) {
    const own = readTable(at(`${level}c`), "confusion");
    for (const column of ["level", "images"])
      assert.deepEqual(
        [...own.uint32(column)],
        [...whole.uint32(column).subarray(rows * level, rows * (level + 1))],
        `level ${level}`,
      );
  }
});

test("every confusion matrix counts all test images, and its diagonal is the accuracy", () => {
  for (const cell of readdirSync(join(trusted, "cells"))) {
    const file = (name: string) => join(trusted, "cells", cell, `${name}.arrow`);
    const table = readTable(file("confusion"), "confusion");
    const performance = readTable(file("performance"), "performance");
    const [images, label, prediction] = [
      table.uint32("images"),
      table.uint8("label"),
      table.uint8("prediction"),
    ];
    assert.equal(table.rows, performance.rows * 2 * 100);
    for (let level = 0; level < performance.rows; level++)
      for (const [state, column] of [
        ["before", "accuracy_before"],
        ["after", "accuracy"],
      ] as const) {
        const rows = [...images.keys()].filter(
          (row) => table.uint32("level")[row] === level && table.text("state")[row] === state,
        );
        const sum = (some: readonly number[]) => some.reduce((n, row) => n + images[row]!, 0);
        assert.equal(sum(rows), 100);
        assert.equal(
          sum(rows.filter((row) => label[row] === prediction[row])) / 100,
          performance.float64(column)[level],
          `${cell}, level ${level}, ${state}`,
        );
      }
  }
});

test("status counts what is done", () => {
  assert.match(pcrit(["status", trusted]).out, /^all \d+ done$/m);
});
