/**
 * What plan.json says. A step reads no more of a run than this: the experiment, and what reads the networks that it
 * names, stay unloaded.
 */
import { join } from "node:path";
import { UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { type PlannedTarget, planLine } from "../src/experiment/plan-files.js";
import { readLineBlocks } from "../src/files.js";
import { isObject, parseJson } from "../src/json.js";
import { remedy } from "./remedy.js";

/**
 * What plan.json says of these targets, in their order. Their lines are looked for, and no other is
 * parsed: the plan of a large run is a hundred megabytes.
 */
export function plannedTargets(folder: string, names: readonly string[]): PlannedTarget[] {
  const found = new Map<string, PlannedTarget>();
  // Once through the plan finds all that stand in its order, as those of a rule do.
  for (let before = -1; found.size < names.length && found.size > before; ) {
    before = found.size;
    lookThrough(
      folder,
      names.filter((name) => !found.has(name)),
      found,
    );
  }
  const missing = names.find((name) => !found.has(name));
  if (missing === undefined) return names.map((name) => found.get(name)!);
  throw new UserError(
    `${join(folder, missing)}: not a target of this run's plan; ${remedy(folder)} plans it again`,
  );
}

function lookThrough(
  folder: string,
  names: readonly string[],
  found: Map<string, PlannedTarget>,
): void {
  let next = 0;
  for (const lines of readLineBlocks(join(folder, runFiles.plan))) {
    for (let from = 0; next < names.length; next++) {
      from = lines.indexOf(planLine(names[next]!), from);
      if (from < 0) break;
      const line = lines.subarray(from, endOfLine(lines, from));
      found.set(names[next]!, parsePlanned(folder, line));
    }
    if (next === names.length) return;
  }
}

/** The names of all targets, in the order of the plan. */
export function plannedNames(folder: string): string[] {
  const name = /^\{"target":"([^"]*)",/gm;
  return [...readLineBlocks(join(folder, runFiles.plan))].flatMap((lines) =>
    Array.from(lines.toString().matchAll(name), (match) => match[1]!),
  );
}

/** All targets, in the order of the plan. */
export function readPlan(folder: string): PlannedTarget[] {
  return plannedTargets(folder, plannedNames(folder));
}

function endOfLine(lines: Buffer, from: number): number {
  const end = lines.indexOf("\n", from);
  return end < 0 ? lines.length : end;
}

function parsePlanned(folder: string, line: Buffer): PlannedTarget {
  let planned: unknown;
  try {
    const text = line.toString().replace(/,$/, "");
    planned = parseJson(join(folder, runFiles.plan), text);
  } catch {
    planned = undefined;
  }
  if (isPlanned(planned)) return planned;
  throw new UserError(`${folder}: ${runFiles.plan} is damaged; ${remedy(folder)} writes it again`);
}

function isPlanned(value: unknown): value is PlannedTarget {
  const { stage, target, settingsPath, inputs, outputs, reads, makers, seconds, seed } = (value ??
    {}) as Partial<PlannedTarget>;
  return (
    [stage, target, settingsPath].every((text) => typeof text === "string") &&
    Array.isArray(inputs) &&
    isText(inputs) &&
    [outputs, reads ?? {}, makers ?? {}].every(
      (map) => isObject(map) && isText(Object.values(map)),
    ) &&
    Number.isFinite(seconds) &&
    (seed === undefined || Number.isSafeInteger(seed))
  );
}

function isText(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}
