import { builtLoops, nativeLoops } from "../../src/engine/sparse/native.js";

/** What `instantiate` takes: WebAssembly's own loops, and those for the processor itself where there are any. */
export const allLoops: readonly string[] = ["no", ...builtLoops.filter(runsHere)];

function runsHere(file: string): boolean {
  try {
    return nativeLoops(file) !== undefined;
  } catch {
    return false;
  }
}

/** As text, so that -0 is not 0. */
export function bits({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("hex");
}
