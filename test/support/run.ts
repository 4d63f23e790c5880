/** Runs of an experiment through the real make, as the Makefile does it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/package.js";
import { flags, pcrit } from "./command.js";

/** What make is called with: no flags of a make above, and this Node for every stage, as a plan calls it. */
export const environment = {
  ...process.env,
  MAKEFLAGS: "",
  PCRIT: [process.execPath, ...flags, "dist/bin/pcrit.js"].join(" "),
};

/** Plans an experiment in the folder `runs`; returns the run's folder. */
export function plan(runs: string, settings: object): string {
  mkdirSync(runs, { recursive: true });
  const path = join(runs, "experiment.json");
  writeFileSync(path, JSON.stringify(settings));
  const planned = pcrit(["plan", path, "--runs", runs]);
  assert.equal(planned.code, 0, planned.err);
  return planned.out.trim();
}

/** Makes what the plan left. */
export function make(folder: string, ...args: string[]) {
  const options = { cwd: packageRoot, env: environment, encoding: "utf8" } as const;
  const made = spawnSync("make", ["-f", join(folder, "plan.mk"), ...args], options);
  assert.equal(made.status, 0, made.stderr);
  return made;
}

/** The stages that were started so far, in order. */
export function startedStages(folder: string): string[] {
  return readFileSync(join(folder, "log.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"begin"'))
    .map((line) => (JSON.parse(line) as { stage: string }).stage);
}
