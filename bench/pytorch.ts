import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { packageRoot } from "../src/package.js";

export interface Epoch {
  /** Processor time. */
  readonly milliseconds: number;
  readonly loss: number;
}

/** A running bench/pytorch.py. */
export interface PyTorch {
  readonly version: string;
  /** One epoch at the density of that number. */
  epoch(density: number): Promise<Epoch>;
  close(): void;
}

/** Starts it on a folder of data; undefined where Python or PyTorch is missing. */
export async function startPyTorch(folder: string): Promise<PyTorch | undefined> {
  const child = spawn("/usr/bin/python3", [`${packageRoot}bench/pytorch.py`, folder], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.on("error", () => undefined); // no Python: the first line never comes
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return undefined;
  return {
    version: first.value,
    async epoch(density) {
      child.stdin.write(`${density}\n`);
      const [milliseconds, loss] = String((await lines.next()).value)
        .split(" ")
        .map(Number);
      return { milliseconds: milliseconds!, loss: loss! };
    },
    close: () => child.stdin.end(),
  };
}
