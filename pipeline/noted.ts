import { oneLine } from "../src/error.js";
import type { Network } from "../src/network.js";

/** Prints what was guessed of a file, a line each, and gives it on. */
export function noted<T extends { readonly notes: readonly string[] }>(files: T): T {
  files.notes.forEach(note);
  return files;
}

/** Says of a network that was trained elsewhere which columns of its performance nobody can know. */
export function noteUnknownInitial(path: string, { initial }: Network): void {
  if (initial) return;
  const what = "distance_from_initial and sign_changes are left out";
  noted({ notes: [`${path}: the weights at initialisation are not known; ${what}`] });
}

export function note(text: string): void {
  process.stderr.write(`note: ${oneLine(text)}\n`);
}
