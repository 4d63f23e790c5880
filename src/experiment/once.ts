import { child } from "../child.js";

const known = new Map<string, string>();

/** One text in memory for all that are the same: a million targets differ in few of their words. */
export function once(text: string): string {
  return child(known, text, () => text);
}
