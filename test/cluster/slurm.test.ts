/** Runs through a real Slurm: the same bytes as by make, whatever happens to tasks, nodes and controller. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { packageRoot } from "../../src/package.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { environment, make, plan } from "../support/run.js";
import { Slurm, whyNoSlurm } from "../support/slurm.js";

const experiment = {
  name: "tiny",
  dataset: { train: 64, test: 32 },
  architectures: [{ name: "fc2", hidden: [4] }],
  widths: [1, 2],
  criteria: ["magnitude", "random"],
  seeds: 10,
  training: { epochs: 1, batch: 32 },
  schedule: { densities: [0.2, 0.02] },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 1 },
  communities: { runs: 1 },
  analysis: { repetitions: 20, permutations: 20 },
};

const small = { ...experiment, name: "small", seeds: 1, widths: [1] };

const skip = whyNoSlurm() ?? false;
const words = environment.PCRIT;
let slurm: Slurm;

before(
  async () => {
    if (!skip) slurm = await Slurm.start();
  },
  { timeout: 60_000 },
);

after(() => slurm?.stop());

/** What a command of pcrit says to this Slurm. */
const onCluster = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  pcrit(args, { cwd: packageRoot, env: { ...slurm.environment, PCRIT: words, ...more } });

const status = (folder: string) => onCluster(["status", folder]).out;
const isEmpty = () => slurm.run("squeue", "-h") === "";

/**
 * A pcrit that misbehaves once for each of these: a word of its command line -> what it does instead. What
 * it has done is marked by a folder.
 */
function badPcrit(folder: string, faults: Readonly<Record<string, string>>): string {
  const cases = Object.entries(faults).map(
    ([word, fault], i) =>
      `case " $* " in *" ${word} "*) mkdir ${folder}/did-${i} 2>/dev/null && { ${fault}; } ;; esac`,
  );
  const path = join(folder, "pcrit");
  writeFileSync(path, `#!/bin/bash\n${cases.join("\n")}\nexec ${words} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

test("a run of 40 cells: a node that dies, too little time and memory, an error, a new controller", {
  skip,
  timeout: 400_000,
}, async (t) => {
  const folder = scratchFolder(t);
  const run = plan(join(folder, "runs"), experiment);
  const faults = {
    "cells/fc2-w2-magnitude-s0/performance.arrow": "sleep 600",
    "cells/fc2-w1-magnitude-s0/graph.arrow":
      "python3 -c 'x = bytearray(1200 << 20); import time; time.sleep(60)'",
    "cells/fc2-w1-random-s0/graph.arrow": "exit 1",
    "cells/fc2-w2-random-s0/performance.arrow": "sleep 15",
  };
  const PCRIT = badPcrit(folder, faults);
  const placed = onCluster(["submit", run, "--margin=0", "--minutes=0.1"], { PCRIT });
  assert.match(placed.out, /: \d+ tasks in jobs [\d ]+; pcrit status shows them/, placed.err);
  assert.match(status(run), /^queue +.*\d+ (pending|running).* \(round 1, jobs/m);
  assert.match(onCluster(["submit", run]).out, /its jobs are in the queue/);

  // Meanwhile make makes the same.
  const trusted = plan(join(folder, "trusted"), experiment);
  const made = spawn("make", ["-j2", "-f", join(trusted, "plan.mk")], {
    ...{ cwd: packageRoot, env: environment, stdio: "ignore" },
  });
  const ended = once(made, "exit");

  await slurm.until(() => existsSync(join(folder, "did-3")));
  const node = slurm.run("squeue", "-h", "-t", "R", "-o", "%N").split("\n").at(-1)!;
  await slurm.end(node, "SIGKILL");
  await slurm.end("slurmctld");
  slurm.startController();

  await slurm.until(isEmpty, 300);
  slurm.startNode(node);
  assert.deepEqual(await ended, [0, null]);
  assert.match(status(run), /^all \d+ done$/m);
  const compared = pcrit(["compare", trusted, run]);
  assert.equal(compared.code, 0, compared.out + compared.err);
  for (const i of Object.keys(faults).keys())
    assert.ok(existsSync(join(folder, `did-${i}`)), `${i}`);
  const { round } = JSON.parse(readFileSync(join(run, "jobs/jobs.json"), "utf8")) as {
    round: number;
  };
  assert.ok(round <= 3, `${round} rounds`);
  assert.match(onCluster(["submit", run]).out, /all \d+ targets are made/);
});

test("with a folder of each machine for what is being made", {
  skip,
  timeout: 200_000,
}, async (t) => {
  const folder = scratchFolder(t);
  const local = join(folder, "local");
  const run = plan(join(folder, "runs"), { ...small, name: "scratch" });
  const more = ["--minutes=0.1", "--margin=1", `--scratch=$LOCAL`];
  assert.equal(onCluster(["submit", run, ...more], { LOCAL: local }).code, 0);
  const trusted = plan(join(folder, "trusted"), { ...small, name: "scratch" });
  make(trusted, "-j2");
  await slurm.until(isEmpty, 150);
  assert.deepEqual(readdirSync(local), []);
  const compared = pcrit(["compare", trusted, run]);
  assert.equal(compared.code, 0, compared.out + compared.err);
});

test("what always fails is given up, in a line that says why", {
  skip,
  timeout: 120_000,
}, async (t) => {
  const folder = scratchFolder(t);
  const run = plan(join(folder, "runs"), { ...small, dataset: { name: "none", train: 9 } });
  assert.equal(onCluster(["submit", run, "--margin=0"]).code, 0);
  await slurm.until(isEmpty, 100);
  assert.match(status(run), /^stopped +\d+ targets are given up; dataset\.arrow fails: .*none/m);
});

test("a folder that the machines do not share", { skip, timeout: 120_000 }, async (t) => {
  const folder = scratchFolder(t);
  const run = plan(join(folder, "runs"), { ...small, name: "hidden" });
  assert.equal(onCluster(["submit", run, "--sbatch=--hold"]).code, 0);
  renameSync(join(folder, "runs"), join(folder, "hidden"));
  for (const job of slurm.run("squeue", "-h", "-n", "pcrit-hidden", "-o", "%A").split("\n"))
    slurm.run("scontrol", "release", job);
  await slurm.until(isEmpty, 60);
  renameSync(join(folder, "hidden"), join(folder, "runs"));
  assert.match(
    status(run),
    /^queue +.*no task has left a trace in \S+\/hidden: it has to be shared/m,
  );
});

test("what Slurm refuses, and no Slurm: a line that says what to do, and no job is left", {
  skip,
}, (t) => {
  const folder = scratchFolder(t);
  const run = plan(join(folder, "runs"), small);
  const refused = (pattern: RegExp, args: readonly string[], more?: NodeJS.ProcessEnv) => {
    const { code, err } = onCluster(["submit", run, ...args], more);
    assert.equal(code, 2, `${args}: ${err}`);
    assert.match(err, pattern);
    assert.equal(err.trimEnd().split("\n").length, 1, err);
    assert.equal(slurm.run("squeue", "-h", "-n", "pcrit-small"), "");
  };
  refused(/Invalid partition.*; set SBATCH="--partition=…" to one of p$/m, ["--sbatch=-p nosuch"]);
  refused(/; set SBATCH="--time=… --mem=…" to what the cluster allows/, ["--sbatch=--time=9-0"]);
  refused(/; set SBATCH="--time=… --mem=…" to what the cluster allows/, ["--sbatch=--mem=99G"]);
  refused(/sbatch .*SBATCH holds options/, ["--sbatch=--nosuch"]);
  refused(/scontrol: .*needs a Slurm that answers here/, [], { SLURM_CONF: "/dev/null" });
  refused(/: no such command; LAUNCH=slurm is for a machine of a cluster/, [], {
    PATH: "/nowhere",
  });
});
