import { spawnSync } from "node:child_process";
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

/** Products and sums are rounded one by one, or bytes would depend on the compiler. */
const flags = ["-O3", "-mavx2", "-ffp-contract=off", "-fno-strict-aliasing", "-fvisibility=hidden"];

const sharing =
  process.platform === "darwin"
    ? ["-bundle", "-undefined", "dynamic_lookup"]
    : ["-shared", "-fPIC"];

export const setupNative: Stage = {
  name: "setup-native",
  summary: "compile the loops of the sparse engine for this processor; it trains in half the time",
  details: `Needs a C compiler (CC, or else cc) and an x86-64 processor with AVX2. Without them the engine works by
WebAssembly alone, to the same bytes; so it does where PCRIT_NATIVE=no. The loops are kept only if a few small networks
are the same to the bit after training with them and without. make calls this once; call it again for another compiler.`,
  inputs: [],
  outputs: [],
  options: {
    digest: {
      type: "flag",
      meaning: "print the SHA-256 of what a few small networks learn, write nothing",
    },
  },
  run(call: StageCall) {
    if (call.flag("digest")) return void process.stdout.write(`${trainingDigest()}\n`);
    removeAbandoned(dirname(builtLoops));
    const made = partialOf(builtLoops);
    try {
      const compiler = compile(made);
      sealLoops(made);
      checkBytes(made, compiler);
      renameSync(made, builtLoops);
      process.stdout.write(`pcrit setup-native: loops for this processor, by ${compiler}\n`);
    } catch (error) {
      rmSync(builtLoops, { force: true }); // of what stood in native/ before
      throw error;
    } finally {
      rmSync(made, { force: true });
    }
  },
};

const without = (reason: string) =>
  new UserError(
    `pcrit setup-native: ${reason}; training works by WebAssembly alone, to the same bytes`,
  );

/** @returns the compiler's name. */
function compile(made: string): string {
  if (process.arch !== "x64")
    throw without(`loops are for x86-64, this Node is for ${process.arch}`);
  const [compiler, ...words] = (process.env["CC"] || "cc").trim().split(/\s+/) as [string];
  const sources = readdirSync(folder).filter((name) => name.endsWith(".c"));
  const { include_dir: headers } = createRequire(import.meta.url)("node-api-headers");
  const run = spawnSync(
    compiler,
    [...flags, ...sharing, ...words, "-I", headers, ...sources, "-o", made],
    { cwd: folder, encoding: "utf8", timeout: 120_000 },
  );
  if (run.error) throw without(`no C compiler: ${run.error.message}`);
  if (run.status !== 0 || !existsSync(made))
    throw without(`${compiler} failed: ${firstError(run.stderr)}`);
  return compiler;
}

function firstError(words: string): string {
  const lines = words.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "it does not say why";
}

/** A process of its own for each: loops that were compiled wrong might end theirs. */
function checkBytes(made: string, compiler: string): void {
  const [found, due] = [made, "no"].map((native) => {
    const words = [`${packageRoot}dist/bin/pcrit.js`, "setup-native", "--digest"];
    const env = { ...process.env, PCRIT_NATIVE: native };
    return spawnSync(process.execPath, words, { env, encoding: "utf8", timeout: 120_000 });
  });
  if (found!.status !== 0)
    throw without(`what ${compiler} compiled does not run here; it needs a processor with AVX2`);
  if (found!.stdout !== due!.stdout)
    throw without(`what ${compiler} compiled does not give the same bytes as WebAssembly`);
}
