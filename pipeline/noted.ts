import { oneLine } from "../src/error.js";

/** Prints what was guessed of a file, a line each, and gives it on. */
export function noted<T extends { readonly notes: readonly string[] }>(files: T): T {
  for (const note of files.notes) process.stderr.write(`note: ${oneLine(note)}\n`);
  return files;
}
