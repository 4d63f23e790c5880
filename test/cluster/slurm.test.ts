/** Runs through a real Slurm: the same bytes as by make, whatever happens to tasks, nodes and controller. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { packageRoot } from "../../src/package.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make, plan } from "../support/run.js";
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

const skip = whyNoSlurm() ?? false;
const pcritWords = `${process.execPath} --no-concurrent-recompilation dist/bin/pcrit.js`;

/**
 * A pcrit that misbehaves once for each of these: a word of its command line -> what it does instead. What
 * it has done is marked by a file of the word's name.
 */
function badPcrit(folder: string, faults: Readonly<Record<string, string>>): string {
  const cases = Object.entries(faults).map(
    ([word, fault]) =>
      `case " $* " in *${word}*) mkdir ${folder}/did-${word.replaceAll("/", "-")} 2>/dev/null && { ${fault}; } ;; esac`,
  );
  const path = join(folder, "pcrit");
  writeFileSync(path, `#!/bin/bash\n${cases.join("\n")}\nexec ${pcritWords} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

test("a run of 40 cells: killed nodes, too little time and memory, a new controller", { skip, timeout: 400_000 }, async (t) => {
  const folder = scratchFolder(t);
  const slurm = await Slurm.start(t, join(folder, "slurm"));
  const trusted = plan(join(folder, "trusted"), experiment);
  make(trusted, "-j2");
  const run = plan(join(folder, "runs"), experiment);
  const command = badPcrit(folder, {
    "dense/fc2-w2-s0/": "sleep 600",
    "fc2-w1-magnitude-s0/graph": "exec python3 -c 'x = bytearray(1 << 30); import time; time.sleep(60)'",
    "fc2-w2-random-s0/performance": "sleep 600",
  });
  const submit = (...more: string[]) =>
    pcrit(["submit", run, "--margin=0", "--minutes=1", ...more], {
      cwd: packageRoot,
      env: { ...slurm.environment, PCRIT: command },
    });
  const placed = submit();
  assert.equal(placed.code, 0, placed.err);
  assert.match(placed.out, /tasks in jobs/);
  console.log(placed.out);
  for (let i = 0; i < 90; i++) {
    await sleep(2000);
    const q = slurm.call("squeue", "-r").stdout;
    console.log(q, pcrit(["status", run], { env: slurm.environment }).out.split("\n").slice(-4).join("\n"));
    if (q.trim().split("\n").length === 1) break;
  }
  const compared = pcrit(["compare", trusted, run]);
  assert.equal(compared.code, 0, compared.out + compared.err);
});
