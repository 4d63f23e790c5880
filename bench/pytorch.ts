import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../src/package.js";
import { type BenchData, writeData } from "./pytorch-data.js";

export interface Epoch {
  /** Processor time. */
  readonly milliseconds: number;
  /** The same by the clock on the wall. */
  readonly wall: number;
  readonly loss: number;
}

/** Processor time in milliseconds of the dense training and of all levels. */
export interface Sweep {
  readonly dense: number;
  readonly levels: number;
  /** Of both, by the clock on the wall. */
  readonly wall: number;
  /** On the test images after each level, the dense network's first. */
  readonly accuracies: readonly number[];
}

/** A running program that trains as the engine does: bench/pytorch.py, or another that answers alike. */
export interface Peer {
  /** And how many threads it has. */
  readonly version: string;
  /** One epoch of the network of that number. */
  epoch(network: number): Promise<Epoch>;
}

export interface PyTorch extends Peer {
  /** Of replicas.py: two epochs of so many networks at once from number `first` on. */
  replicas(first: number, count: number): Promise<{ seconds: number; loss: number }>;
  sweep(settings: { epochs: number; tuning: number; counts: readonly number[] }): Promise<Sweep>;
}

/** Runs `use` beside PyTorch on such data; without it where Python or PyTorch is missing. */
export function besidePyTorch<T>(
  data: BenchData,
  use: (pytorch: PyTorch | undefined) => Promise<T>,
): Promise<T> {
  return besidePeer("pytorch.py", data, use);
}

/** The same beside a program of the folder bench. */
export async function besidePeer<T>(
  script: string,
  data: BenchData,
  use: (peer: PyTorch | undefined) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
  try {
    writeData(folder, data);
    const { pytorch, close } = await start(script, folder);
    const result = await use(pytorch);
    close();
    return result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * One thread below PyTorch too: torch.set_num_threads does not reach the libraries that it calls, whose
 * idle threads spin, and spinning counts as processor time.
 */
const oneThread = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  BLIS_NUM_THREADS: "1",
};

/** The system's Python, which has Debian's python3-torch, or the one that PYTHON names. */
const python = process.env["PYTHON"] ?? "/usr/bin/python3";

async function start(script: string, folder: string) {
  const child = spawn(python, [`${packageRoot}bench/${script}`, folder], {
    env: { ...process.env, ...oneThread },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.on("error", () => undefined); // no Python: the first line never comes
  const close = () => child.stdin.end();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return { pytorch: undefined, close };
  const ask = async (request: object) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(String((await lines.next()).value));
  };
  const pytorch: PyTorch = {
    version: first.value,
    epoch: (network) => ask({ epoch: network }),
    replicas: (first, count) => ask({ first, count }),
    sweep: (settings) => ask({ sweep: settings }),
  };
  return { pytorch, close };
}
