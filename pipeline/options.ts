/** Parses a stage's command line into a call: flags over a settings file over defaults. */
import { parseArgs } from "node:util";
import { canonicalJson } from "../src/canonical.js";
import { UserError } from "../src/error.js";
import { readWhole } from "../src/files.js";
import { parseJsonObject, readJsonText } from "../src/json.js";
import type { Option, OptionValue, Stage, StageCall } from "./stage.js";

type Progress = StageCall["progress"];
type Values = Readonly<Record<string, OptionValue>>;

/** Stands between the calls of a stage that one process answers. */
export const separator = "--and";

/** The calls on one command line. @throws UserError as `parseCall`. */
export function parseCalls(
  stage: Stage,
  argv: readonly string[],
  progress: Progress,
): [StageCall, ...StageCall[]] {
  const end = argv.indexOf(separator);
  if (end < 0) return [parseCall(stage, argv, progress)];
  const first = parseCall(stage, argv.slice(0, end), progress);
  return [first, ...parseCalls(stage, argv.slice(end + 1), progress)];
}

/**
 * @param files of the command line, beside those in argv: parsing takes quadratic time of many.
 * @throws UserError for an unknown option, a bad value, a missing or superfluous file.
 */
export function parseCall(
  stage: Stage,
  argv: readonly string[],
  progress: Progress,
  files: readonly string[] = [],
): StageCall {
  const { values: given, positionals: words } = parse(stage, argv);
  const positionals = files.concat(words.flatMap(fromList));
  const path = given["settings"] as string | undefined;
  const fromFile = path === undefined ? {} : readSettings(stage, path);
  const values: Record<string, OptionValue> = {};
  for (const [name, option] of Object.entries(stage.options)) {
    const flag = given[name];
    if (flag !== undefined) values[name] = convert(stage, name, option, flag);
    else values[name] = fromFile[name] ?? option.default;
    if (values[name] === undefined && option.required) throw new UserError(missing(stage, name));
  }
  checkFiles(stage, positionals, given);
  return makeCall(
    stage,
    positionals,
    given as Record<string, string | undefined>,
    values,
    progress,
  );
}

/** The names in a file, one a line, where a word is @FILE: a command line has an end. */
function fromList(word: string): string[] {
  if (!word.startsWith("@")) return [word];
  const lines = readWhole(word.slice(1)).toString().split("\n");
  return lines.filter((line) => line !== "");
}

function missing(stage: Stage, name: string): string {
  return `pcrit ${stage.name}: expected --${name}, which has no default; see pcrit ${stage.name} --help`;
}

function parse(stage: Stage, argv: readonly string[]) {
  const options: Record<string, { type: "string" | "boolean" }> = { settings: { type: "string" } };
  for (const [name, option] of Object.entries(stage.options))
    options[name] = { type: option.type === "flag" ? "boolean" : "string" };
  for (const output of stage.outputs) options[output.option] = { type: "string" };
  try {
    return parseArgs({ args: negatives(argv, options), options, allowPositionals: true });
  } catch (error) {
    const text = (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0];
    throw new UserError(`pcrit ${stage.name}: ${text}; see pcrit ${stage.name} --help`);
  }
}

/** Joins --seed -1 to --seed=-1, which could otherwise mean an option named 1. */
function negatives(
  argv: readonly string[],
  options: Readonly<Record<string, { type: string }>>,
): string[] {
  const joined: string[] = [];
  for (const word of argv) {
    const before = joined.at(-1) ?? "";
    const named = before.startsWith("--") && options[before.slice(2)]?.type === "string";
    if (named && /^-[\d.]/.test(word)) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function readSettings(stage: Stage, path: string): Values {
  const settings = parseJsonObject(path, readJsonText(path), "settings");
  const values: Record<string, OptionValue> = {};
  for (const [name, value] of Object.entries(settings)) {
    const option = stage.options[name];
    if (!option) throw new UserError(`${path}: "${name}" is not a setting of pcrit ${stage.name}`);
    values[name] = convert(stage, name, option, value);
  }
  return values;
}

/** Checks and converts one value, from the command line (text) or from JSON. */
function convert(stage: Stage, name: string, option: Option, value: unknown): OptionValue {
  const wrong = (expected: string) =>
    new UserError(
      `pcrit ${stage.name}: expected --${name} to be ${expected}, found ${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
  if (option.type === "flag") {
    if (typeof value !== "boolean") throw wrong("true or false");
    return value;
  }
  if (option.type === "text") {
    if (typeof value !== "string" || value.includes("\0")) throw wrong("text");
    if (option.values && !option.values.includes(value))
      throw wrong(`one of ${option.values.join(", ")}`);
    return value;
  }
  if (option.type === "numbers" || option.type === "integers") {
    const items = typeof value === "string" ? (value === "" ? [] : value.split(",")) : value;
    if (!Array.isArray(items)) throw wrong(describeNumber(option));
    return items.map((item: unknown) => toNumber(option, item, wrong));
  }
  return toNumber(option, value, wrong);
}

/** As JSON writes numbers: other forms, such as 0x1, .5 or 1., are more often slips than meant. */
const written = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

/** Of integers that have no limit of their own: what files can count in 32 bits. */
const mostInteger = 2 ** 32 - 1;

function toNumber(option: Option, value: unknown, wrong: (e: string) => UserError): number {
  const number = typeof value === "string" && written.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || !isAllowed(option, number))
    throw wrong(describeNumber(option));
  return number;
}

function isAllowed(option: Option, number: number): boolean {
  if (isWhole(option) && !Number.isSafeInteger(number)) return false;
  return (
    number >= (option.minimum ?? Number.NEGATIVE_INFINITY) &&
    number <= (option.maximum ?? (isWhole(option) ? mostInteger : Number.POSITIVE_INFINITY)) &&
    number > (option.above ?? Number.NEGATIVE_INFINITY) &&
    number < (option.below ?? Number.POSITIVE_INFINITY)
  );
}

function isWhole({ type }: Option): boolean {
  return type === "integer" || type === "integers";
}

const kinds: Readonly<Record<string, string>> = {
  integer: "an integer",
  integers: "integers with commas between them",
  numbers: "numbers with commas between them",
};

/** For example "an integer, at least 1". */
export function describeNumber(option: Option): string {
  const parts = [kinds[option.type] ?? "a number"];
  if (option.minimum !== undefined) parts.push(`at least ${option.minimum}`);
  if (option.above !== undefined) parts.push(`above ${option.above}`);
  if (option.maximum !== undefined || isWhole(option))
    parts.push(`at most ${option.maximum ?? mostInteger}`);
  if (option.below !== undefined) parts.push(`below ${option.below}`);
  return parts.join(", ");
}

function checkFiles(
  stage: Stage,
  positionals: readonly string[],
  given: Readonly<Record<string, unknown>>,
): void {
  const files = [...positionals, ...stage.outputs.map((o) => given[o.option])];
  if (files.includes(""))
    throw new UserError(
      `pcrit ${stage.name}: expected the names of files, found an empty one; see pcrit ${stage.name} --help`,
    );
  const needed = stage.inputs.filter((i) => !i.optional && i.many !== "any");
  const open = stage.inputs.some((i) => i.many);
  if (positionals.length < needed.length)
    throw new UserError(
      `pcrit ${stage.name}: expected ${needed.map((i) => i.name).join(" ")}, found ${positionals.join(" ") || "no file"}; see pcrit ${stage.name} --help`,
    );
  if (!open && positionals.length > stage.inputs.length)
    throw new UserError(
      `pcrit ${stage.name}: unexpected file ${positionals[stage.inputs.length]}; see pcrit ${stage.name} --help`,
    );
  for (const output of stage.outputs)
    if (output.required && !(output.option in given))
      throw new UserError(missing(stage, output.option));
}

function makeCall(
  stage: Stage,
  inputs: readonly string[],
  paths: Readonly<Record<string, string | undefined>>,
  values: Values,
  progress: Progress,
): StageCall {
  const typed = <T>(option: string, isType: (value: OptionValue) => value is T & OptionValue) => {
    const value = values[option];
    if (!isType(value)) throw new TypeError(`stage ${stage.name}: option ${option} is not that`);
    return value;
  };
  return {
    stage: stage.name,
    inputs,
    output: (option) => paths[option],
    out(option) {
      const path = paths[option];
      if (path === undefined) throw new UserError(missing(stage, option));
      return path;
    },
    text: (option) => typed(option, (v): v is string => typeof v === "string"),
    number: (option) => typed(option, (v): v is number => typeof v === "number"),
    numbers: (option) => typed(option, (v): v is readonly number[] => Array.isArray(v)),
    flag: (option) => values[option] === true,
    value: (option) => values[option],
    settings: canonicalJson(withoutDefaults(stage, values)),
    progress,
  };
}

/** Settings at their defaults are left out, so that a new setting keeps old artefacts valid. */
function withoutDefaults(stage: Stage, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) =>
        !stage.options[name]!.incidental &&
        canonicalJson(value) !== canonicalJson(stage.options[name]!.default),
    ),
  );
}
