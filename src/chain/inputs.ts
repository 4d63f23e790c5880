/** The files that a target is made from; those that only its makers know are taken from their records. */
import { child } from "../child.js";
import { UserError } from "../error.js";
import type { Link, TargetRecord } from "./record.js";

/** Looks up who made a path, and with what result. */
export type RecordOfMaker = (path: string) => TargetRecord | undefined;

/** An input, in the order of the command line. A * stands for part of a name. */
export function expandInput(input: string, made: RecordOfMaker): string[] {
  if (!input.includes("*")) return [input];
  const record = made(input);
  if (!record)
    throw new UserError(
      `${input}: expected files that another stage made, found no record of them`,
    );
  const plain = input.lastIndexOf("/", input.indexOf("*")) + 1;
  const [folder, rest] = [input.slice(0, plain), input.slice(plain)];
  const pattern = child(patterns, rest, () => patternOf(rest));
  return Object.keys(record.outputs)
    .filter((path) => path.startsWith(folder) && pattern.test(path.slice(plain)))
    .sort();
}

/** By what follows the folder that has a name of its own: cells have the same, and are many. */
const patterns = new Map<string, RegExp>();

function patternOf(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replace(/[^\w/]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}

/** All files that a target depends on, those that options name included. */
export function inputsOf({ inputs, reads = {} }: Link, made: RecordOfMaker): string[] {
  const files = inputs.flatMap((input) => expandInput(input, made));
  return [...new Set([...files, ...Object.values(reads)])];
}
