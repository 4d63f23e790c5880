/** Parses a stage's command line into a call: flags over a settings file over defaults. */
import { parseArgs } from "node:util";
import { canonicalJson } from "../src/canonical.js";
import { UserError } from "../src/error.js";
import { readWhole } from "../src/files.js";
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

/** @throws UserError for an unknown option, a bad value, a missing or superfluous file. */
export function parseCall(stage: Stage, argv: readonly string[], progress: Progress): StageCall {
  const { values: given, positionals } = parse(stage, argv);
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

function missing(stage: Stage, name: string): string {
  return `pcrit ${stage.name}: expected --${name}, which has no default; see pcrit ${stage.name} --help`;
}

function parse(stage: Stage, argv: readonly string[]) {
  const options: Record<string, { type: "string" | "boolean" }> = { settings: { type: "string" } };
  for (const [name, option] of Object.entries(stage.options))
    options[name] = { type: option.type === "flag" ? "boolean" : "string" };
  for (const output of stage.outputs) options[output.option] = { type: "string" };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    const text = (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0];
    throw new UserError(`pcrit ${stage.name}: ${text}; see pcrit ${stage.name} --help`);
  }
}

function readSettings(stage: Stage, path: string): Values {
  let settings: unknown;
  try {
    settings = JSON.parse(readWhole(path).toString());
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}: expected JSON, found something else`);
  }
  if (settings === null || typeof settings !== "object" || Array.isArray(settings))
    throw new UserError(`${path}: expected a JSON object of settings`);
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
    if (typeof value !== "string") throw wrong("text");
    if (option.values && !option.values.includes(value))
      throw wrong(`one of ${option.values.join(", ")}`);
    return value;
  }
  if (option.type === "numbers") {
    const items = typeof value === "string" ? (value === "" ? [] : value.split(",")) : value;
    if (!Array.isArray(items)) throw wrong("numbers with commas between them");
    return items.map((item: unknown) => toNumber(option, item, wrong));
  }
  return toNumber(option, value, wrong);
}

function toNumber(option: Option, value: unknown, wrong: (e: string) => UserError): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || !isAllowed(option, number))
    throw wrong(describeNumber(option));
  return number;
}

function isAllowed(option: Option, number: number): boolean {
  if (option.type === "integer" && !Number.isSafeInteger(number)) return false;
  return (
    number >= (option.minimum ?? Number.NEGATIVE_INFINITY) &&
    number <= (option.maximum ?? Number.POSITIVE_INFINITY) &&
    number > (option.above ?? Number.NEGATIVE_INFINITY) &&
    number < (option.below ?? Number.POSITIVE_INFINITY)
  );
}

/** For example "an integer, at least 1". */
export function describeNumber(option: Option): string {
  const kind = { integer: "an integer", numbers: "numbers with commas between them" };
  const parts = [option.type in kind ? kind[option.type as keyof typeof kind] : "a number"];
  if (option.minimum !== undefined) parts.push(`at least ${option.minimum}`);
  if (option.above !== undefined) parts.push(`above ${option.above}`);
  if (option.maximum !== undefined) parts.push(`at most ${option.maximum}`);
  if (option.below !== undefined) parts.push(`below ${option.below}`);
  return parts.join(", ");
}

function checkFiles(stage: Stage, positionals: readonly string[], given: object): void {
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
