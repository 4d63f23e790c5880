import { spawnSync } from "node:child_process";

/** Debian's interpreter, whose packages (python3-torch, python3-networkx …) serve as oracles. */
const INTERPRETER = "/usr/bin/python3";

/** Exit code by which the wrapper says that a module is missing. */
const MISSING = 3;

const wrapper = (script: string) => `
import json, sys
try:
    exec(compile(${JSON.stringify(script)}, "oracle", "exec"))
except ModuleNotFoundError:
    sys.exit(${MISSING})
`;

/**
 * Runs a Python script that reads `json.load(sys.stdin)` and prints JSON; json and sys are
 * imported. Returns undefined where the interpreter or a module is missing: the test then skips.
 */
export function python(script: string, input: unknown): unknown | undefined {
  const run = spawnSync(INTERPRETER, ["-c", wrapper(script)], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.error || run.status === MISSING) return undefined;
  if (run.status !== 0) throw new Error(`the Python oracle failed:\n${run.stderr}`);
  return JSON.parse(run.stdout);
}
