/**
 * Which tensors of a file are taken: patterns of their names, with commas between. A pattern is the beginning of a
 * name up to a dot, or all of it; * stands for anything within a part between dots, ** for any parts.
 */
import { UserError } from "../error.js";
import { some } from "../formats/some.js";

export interface Selection {
  /** As it was written. */
  readonly text: string;
  takes(name: string): boolean;
}

const longest = 1000;

/** @throws UserError for a pattern that is empty or too long. */
export function selectionOf(where: string, text: string): Selection {
  const written = text.split(",").map((one) => one.trim());
  if (text.length > longest || written.some((one) => one === ""))
    throw new UserError(
      `${where}: expected patterns of names with commas between, such as blocks.*.mlp, found ${JSON.stringify(text.slice(0, 60))}`,
    );
  const patterns = written.map((one) => [...one.split("."), "**"]);
  return {
    text,
    takes(name) {
      const parts = name.split(".");
      return patterns.some((pattern) => like(pattern, parts, "**", isPart));
    },
  };
}

const isPart = (pattern: string, part: string) =>
  like([...pattern], [...part], "*", (a, b) => a === b);

/** Whether items fit, where `any` stands for any number of them. O(pattern x items). */
function like(
  pattern: readonly string[],
  items: readonly string[],
  any: string,
  fits: (pattern: string, item: string) => boolean,
): boolean {
  let [p, i] = [0, 0];
  let [star, taken] = [-1, 0];
  while (i < items.length) {
    if (p < pattern.length && pattern[p] === any) {
      star = p++;
      taken = i;
    } else if (p < pattern.length && fits(pattern[p]!, items[i]!)) {
      p++;
      i++;
    } else if (star >= 0) {
      p = star + 1;
      i = ++taken;
    } else return false;
  }
  while (pattern[p] === any) p++;
  return p === pattern.length;
}

/** What a selection leaves out, in a line. @throws UserError where it takes nothing. */
export function leftOut(
  path: string,
  { text }: Selection,
  taken: number,
  left: readonly string[],
): string[] {
  if (taken === 0)
    throw new UserError(
      `${path}: expected tensors that the selection "${text}" names, found only ${some(kindsOf(left))}`,
    );
  if (left.length === 0) return [];
  return [
    `${path}: ${left.length} of ${left.length + taken} tensors are left out, as "${text}" does not name them: ${some(kindsOf(left))}`,
  ];
}

/** Names with * for numbers, each once. */
function kindsOf(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.replace(/\d+/g, "*")))];
}
