import { spawnSync } from "node:child_process";
import { packageRoot } from "../../src/package.js";

export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command line, as a user would. */
export function pcrit(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): CommandResult {
  const run = spawnSync(process.execPath, [`${packageRoot}dist/bin/pcrit.js`, ...args], {
    encoding: "utf8",
    ...options,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
