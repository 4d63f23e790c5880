import { spawnSync } from "node:child_process";

/** Debian's interpreter, whose packages (python3-torch, python3-networkx …) serve as oracles. */
const INTERPRETER = "/usr/bin/python3";

/** Exit code by which the wrapper says that a module is missing. */
const MISSING = 3;

const wrapper = (script: string) => `
import io, json, sys
script = compile(${JSON.stringify(script)}, "oracle", "exec")
def answer(question):
    sys.stdin, sys.stdout = io.StringIO(question), io.StringIO()
    exec(script, {"json": json, "sys": sys})
    return json.loads(sys.stdout.getvalue())
told = sys.stdout
try:
    answers = [answer(json.dumps(question)) for question in json.load(sys.stdin)]
except ModuleNotFoundError:
    sys.exit(${MISSING})
json.dump(answers, told)
`;

/**
 * Runs a Python script that reads `json.load(sys.stdin)` and prints JSON; json and sys are
 * imported. Returns undefined where the interpreter or a module is missing: the test then skips.
 */
export function python(script: string, input: unknown): unknown | undefined {
  return pythonEach(script, [input])?.[0];
}

/** The same for several inputs, one after the other in one process: to import torch takes a second. */
export function pythonEach(script: string, inputs: readonly unknown[]): unknown[] | undefined {
  const run = spawnSync(INTERPRETER, ["-c", wrapper(script)], {
    input: JSON.stringify(inputs),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.error || run.status === MISSING) return undefined;
  if (run.status !== 0) throw new Error(`the Python oracle failed:\n${run.stderr}`);
  return JSON.parse(run.stdout);
}
