/** What is made of Slurm's own words, where its commands are scripts that say them: needs no Slurm. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { plan } from "../support/run.js";

const small = {
  name: "small",
  dataset: { train: 64, test: 32 },
  architectures: [{ name: "fc2", hidden: [4] }],
  widths: [1],
  seeds: 1,
  schedule: { densities: [0.2] },
};

/** Commands of a Slurm whose sbatch takes `accepted` jobs and refuses the next one with these lines. */
function slurmThatSays(folder: string, accepted: number, lines: readonly string[]): string {
  const says = lines.map((line) => `echo 'sbatch: error: ${line}' >&2`).join("\n");
  const scripts = {
    sbatch: `echo x >> ${folder}/placed\nn=$(wc -l < ${folder}/placed)\n[ $n -le ${accepted} ] && echo $n && exit 0\n${says}\nexit 1`,
    scontrol: "echo 'MaxArraySize = 1001'",
    sinfo: "printf 'cpu\\ngpu\\n'",
    scancel: `echo "$@" > ${folder}/removed`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return `${folder}:/usr/bin:/bin`;
}

const failed = "Batch job submission failed:";
const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    "an account that is none",
    [`${failed} Invalid account or account/partition combination specified`],
    /; set SBATCH="--account=…" to an account of yours$/,
  ],
  [
    "a partition that does not exist",
    ["invalid partition specified: nosuch", `${failed} Invalid partition name specified`],
    /; set SBATCH="--partition=…" to one of cpu, gpu$/,
  ],
  [
    "more jobs than a user may have",
    [
      "QOSMaxSubmitJobPerUserLimit",
      `${failed} Job violates accounting/QOS policy (job submit limit, size and/or time limits)`,
    ],
    /; set MINUTES=… to more than 10.* or wait until the queue is shorter$/,
  ],
  [
    "more jobs than the controller holds",
    [`${failed} Slurm temporarily unable to accept job`],
    /; set MINUTES=… to more than 10.* or wait until the queue is shorter$/,
  ],
  [
    "more time than a policy allows",
    ["QOSMaxWallDurationPerJobLimit", `${failed} Job violates accounting/QOS policy`],
    /; set SBATCH="--time=… --mem=…" to what the cluster allows/,
  ],
  [
    "more memory than a node has",
    [
      "Memory specification can not be satisfied",
      `${failed} Requested node configuration is not available`,
    ],
    /; set SBATCH="--time=… --mem=…" to what the cluster allows/,
  ],
];

for (const [what, lines, remedy] of refusals)
  test(`${what}: one line, and the jobs placed before are removed`, (t) => {
    const folder = scratchFolder(t);
    const run = plan(join(folder, "runs"), small);
    const PATH = slurmThatSays(folder, 2, lines);
    const { code, err } = pcrit(["submit", run], { env: { ...process.env, PATH } });
    assert.equal(code, 2, err);
    assert.match(err.trimEnd(), remedy);
    assert.match(err, new RegExp(`^sbatch --time=.*: ${failed}`));
    assert.equal(err.trimEnd().split("\n").length, 1, err);
    assert.equal(readFileSync(join(folder, "removed"), "utf8"), "1 2\n");
    assert.ok(!existsSync(join(run, "jobs/jobs.json")));
  });
