import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { packageRoot } from "../../src/package.js";

export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Of Node, as the rules of a plan have them: one core, and no hanging at the end (src/experiment/makefile.ts). */
export const flags = ["--single-threaded-gc", "--no-concurrent-recompilation"];

/** Runs the real command line as the rules of a plan do. */
export function pcrit(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): CommandResult {
  const command = [...flags, `${packageRoot}dist/bin/pcrit.js`, ...args];
  const run = spawnSync(process.execPath, command, { encoding: "utf8", ...options });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** Runs a stage that must succeed; returns what it printed. */
export function run(...args: string[]): string {
  const made = pcrit(args);
  assert.equal(made.code, 0, made.err);
  return made.out;
}
