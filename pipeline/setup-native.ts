import { execFile } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { trainingDigest } from "../src/engine/sparse/digest.js";
import { builtLoops, sealLoops } from "../src/engine/sparse/native.js";
import { UserError } from "../src/error.js";
import { packageRoot } from "../src/package.js";
import { partialOf, removeAbandoned } from "../src/partial.js";
import type { Stage, StageCall } from "./stage.js";

const folder = `${packageRoot}native`;

/**
 * Products and sums are rounded one by one, or bytes would depend on the compiler. What it makes vectors of by itself are
 * addresses, which are waited for: gradients of taps took a fifth longer.
 */
const flags = [
  "-O3",
  "-mavx2",
  "-ffp-contract=off",
  "-fno-tree-vectorize",
  "-fno-strict-aliasing",
  "-fvisibility=hidden",
];

/** Of 512 bits where the processor has them, else of 256: both are made, since nodes that share a folder may differ. */
const [wide, narrow] = builtLoops.map((file, i) => ({ file, flags: i === 0 ? ["-mavx512f"] : [] }));

const sharing =
  process.platform === "darwin"
    ? ["-bundle", "-undefined", "dynamic_lookup"]
    : ["-shared", "-fPIC"];

export const setupNative: Stage = {
  name: "setup-native",
  summary: "compile the loops of the sparse engine for this processor; it trains in half the time",
  details: `Needs a C compiler (CC, or else cc) and an x86-64 processor with AVX2; where it has AVX-512, that is used.
Without them the engine works by WebAssembly alone, to the same bytes; so it does where PCRIT_NATIVE=no. The loops are
kept only if a few small networks are the same to the bit after training with them and without. make calls this once;
call it again for another compiler.`,
  inputs: [],
  outputs: [],
  options: {
    digest: {
      type: "flag",
      meaning: "print the SHA-256 of what a few small networks learn, write nothing",
    },
  },
  async run(call: StageCall) {
    if (call.flag("digest")) return void process.stdout.write(`${trainingDigest()}\n`);
    for (const { file } of [wide!, narrow!]) rmSync(file, { force: true }); // of what stood in native/ before
    if (process.arch !== "x64")
      throw without(`loops are for x86-64, this Node is for ${process.arch}`);
    removeAbandoned(dirname(narrow!.file));
    const due = digestWith("no");
    const [missing, narrower] = await Promise.all([narrow!, wide!].map((own) => make(own, due)));
    if (missing) {
      rmSync(wide!.file, { force: true });
      throw without(missing);
    }
    const bits = narrower ? `256 bits (of 512 none: ${narrower})` : "256 and of 512 bits";
    process.stdout.write(
      `pcrit setup-native: loops for this processor, by ${compiler()[0]}, of ${bits}\n`,
    );
  },
};

const without = (reason: string) =>
  new UserError(
    `pcrit setup-native: ${reason}; training works by WebAssembly alone, to the same bytes`,
  );

/** The compiler's name, and words that go with it. */
const compiler = () => (process.env["CC"] || "cc").trim().split(/\s+/) as [string, ...string[]];

/** @param due what networks learn without loops. @returns why there are none of that kind, if so. */
async function make(
  { file, flags: own }: { file: string; flags: readonly string[] },
  due: Promise<Ended>,
): Promise<string | undefined> {
  const [name, ...words] = compiler();
  const made = partialOf(file);
  const sources = readdirSync(folder).filter((name) => name.endsWith(".c"));
  const { include_dir: headers } = createRequire(import.meta.url)("node-api-headers");
  const all = [...flags, ...own, ...sharing, ...words, "-I", headers, ...sources, "-o", made];
  try {
    const { error, status, stderr } = await ended(name, all, { cwd: folder });
    if (error) return `no C compiler: ${error.message}`;
    if (status !== 0 || !existsSync(made)) return `${name} failed: ${firstError(stderr)}`;
    sealLoops(made);
    const found = await digestWith(made);
    if (found.status !== 0)
      return `what ${name} compiled does not run here; it needs a processor with ${own.length > 0 ? "AVX-512" : "AVX2"}`;
    if (found.stdout !== (await due).stdout)
      return `what ${name} compiled does not give the same bytes as WebAssembly`;
    renameSync(made, file);
    return undefined;
  } finally {
    rmSync(made, { force: true });
  }
}

function firstError(words: string): string {
  const lines = words.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "it does not say why";
}

/** What networks learn with such loops, in a process of its own: loops that were compiled wrong might end it. */
function digestWith(native: string): Promise<Ended> {
  const words = [`${packageRoot}dist/bin/pcrit.js`, "setup-native", "--digest"];
  return ended(process.execPath, words, { env: { ...process.env, PCRIT_NATIVE: native } });
}

interface Ended {
  /** It was not started. */
  readonly error?: Error;
  readonly status?: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ended(
  command: string,
  words: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, words, { ...options, timeout: 120_000 }, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code === "string") resolve({ error: error!, stdout, stderr });
      else resolve({ status: code ?? null, stdout, stderr });
    });
  });
}
