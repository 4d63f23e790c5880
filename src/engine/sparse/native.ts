import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { UserError } from "../../error.js";
import { packageRoot } from "../../package.js";

type Loop = (...numbers: number[]) => number | undefined;

/** Loops of native/, by their names in assembly/, and when to call them. */
export interface NativeLoops {
  readonly loops: Readonly<Record<string, Loop>>;
  /** Of the vectors that they work with. */
  readonly bits: number;
  /** Edges times positions from which WebAssembly calls one. */
  readonly from: number;
  /** Says where the memory lies that their addresses are of; before the first call, and whenever it has grown. */
  attach(buffer: ArrayBuffer): void;
}

interface Addon {
  /** Left out where the processor has not the vectors. */
  bind?(): Record<string, Loop> & Pick<NativeLoops, "bits" | "attach">;
}

/** What assembly/ is compiled to. */
export const kernelsPath = `${packageRoot}dist/kernels.wasm`;

/** What `pcrit setup-native` makes, of the widest vectors first. */
export const builtLoops = ["native-avx512", "native"].map(
  (name) => `${packageRoot}dist/${name}.node`,
);

/** From so many on a loop saves more time than the call takes. */
const worthACall = 512;

const addons = new Map<string, Addon>();

/** Which loops are to be used: "no", a file, or those that were built, if any, where they are worth it. */
export function chosenLoops(): string {
  return process.env["PCRIT_NATIVE"] ?? "";
}

/**
 * Loops for one memory; nothing where there are none, or not for this processor: WebAssembly makes the same sums.
 * @param choice as `chosenLoops` has it. Those of a file are used however little there is to do.
 * @throws UserError where a file is asked for that cannot be used.
 */
export function nativeLoops(choice = chosenLoops()): NativeLoops | undefined {
  if (choice === "no") return undefined;
  for (const path of choice ? [choice] : builtLoops) {
    const addon = addons.get(path) ?? load(path);
    addons.set(path, addon);
    const bound = addon.bind?.();
    if (!bound) continue;
    const { attach, bits, ...loops } = bound;
    return { loops, bits, attach, from: choice ? 0 : worthACall };
  }
  if (!choice) return undefined;
  throw new UserError(
    `PCRIT_NATIVE: expected no, or a file of loops for this processor that pcrit setup-native made, found ${choice}`,
  );
}

function load(path: string): Addon {
  const module: { exports: Addon } = { exports: {} };
  try {
    if (isSealed(readFileSync(path))) process.dlopen(module, path);
    return module.exports;
  } catch {
    return {}; // not there, or built for another system
  }
}

/** Bytes of a SHA-256. */
const SEAL = 32;

/** Of a file of loops and of the kernels that they work beside. */
function sealOf(loops: Uint8Array): Buffer {
  return createHash("sha256").update(loops).update(readFileSync(kernelsPath)).digest();
}

/**
 * Ends a file of loops with its SHA-256, which systems do not mind: one that was damaged would end the process, and
 * beside other kernels its loops might not be those that are called.
 */
export function sealLoops(path: string): void {
  appendFileSync(path, sealOf(readFileSync(path)));
}

function isSealed(file: Buffer): boolean {
  return file.subarray(-SEAL).equals(sealOf(file.subarray(0, -SEAL)));
}
