/**
 * What was made from what, by content: a record for each target, in the run's folder. Tables carry the
 * same of themselves, but a picture, a page or a folder of levels cannot, and no table says what was
 * made beside it.
 */
import { join } from "node:path";
import { canonicalJson } from "../canonical.js";
import type { Target } from "../experiment/target.js";
import { tryReadText, writeWhole } from "../files.js";
import { stageVersion } from "../stage-version.js";

/** SHA-256 of files, by their paths in the run's folder. */
export type Hashes = Readonly<Record<string, string>>;

export interface TargetRecord {
  readonly stage: string;
  /** That in which what the stage writes last changed. */
  readonly version: string;
  /** As canonical JSON. */
  readonly settings: string;
  readonly inputs: Hashes;
  readonly outputs: Hashes;
  /** Of a target that seals the run: the root of all others. */
  readonly root?: string;
}

/** What there is to know of a target, to tell whether it fits. */
export type Link = Pick<Target, "stage" | "target" | "inputs" | "outputs" | "settings"> &
  Pick<Target, "reads" | "seals">;

export function newRecord(
  { stage, settings }: Link,
  inputs: Hashes,
  outputs: Hashes,
  root: string | undefined,
): TargetRecord {
  const text = canonicalJson(settings);
  const made = {
    stage,
    version: stageVersion(stage, text),
    settings: text,
    inputs,
    outputs,
  };
  return root === undefined ? made : { ...made, root };
}

export function writeRecord(folder: string, target: string, record: TargetRecord): void {
  writeWhole(join(folder, recordPath(target)), `${canonicalJson(record)}\n`);
}

/** Undefined where there is none, or none that can be read: then the target is made again. */
export function readRecord(folder: string, target: string): TargetRecord | undefined {
  const text = tryReadText(join(folder, recordPath(target)));
  if (text === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    return isRecord(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Relative to the run's folder. */
export function recordPath(target: string): string {
  return `records/${target}.json`;
}

function isRecord(found: unknown): found is TargetRecord {
  if (!isObject(found)) return false;
  const { stage, version: made, settings, inputs, outputs, root } = found;
  const words = [stage, made, settings, root ?? ""];
  return words.every((word) => typeof word === "string") && isHashes(inputs) && isHashes(outputs);
}

function isHashes(found: unknown): found is Hashes {
  return isObject(found) && Object.values(found).every((hash) => typeof hash === "string");
}

function isObject(found: unknown): found is Record<string, unknown> {
  return found !== null && typeof found === "object" && !Array.isArray(found);
}
