/** Whether a target is what the stage would make now: from these inputs, with these settings. */
import { extname } from "node:path";
import { canonicalJson } from "../canonical.js";
import { stageVersion } from "../stage-version.js";
import type { FileHashes } from "./file-hashes.js";
import type { Link, TargetRecord } from "./record.js";

/**
 * Why a target has to be made again, in words that follow its name; undefined if it fits.
 * @param inputs the files that it would be made from now; undefined where that is not known yet.
 * @param root what a target that seals the run would say now.
 */
export function whyUnfit(
  link: Link,
  record: TargetRecord | undefined,
  inputs: readonly string[] | undefined,
  hashes: FileHashes,
  root: string | undefined,
): string | undefined {
  if (!record) return "is not made yet";
  const settings = canonicalJson(link.settings);
  if (record.version !== stageVersion(link.stage, settings))
    return `was made by pcrit ${record.version}`;
  if (record.stage !== link.stage || record.settings !== settings)
    return "was made with other settings";
  const other = inputs && changedInput(record, inputs, hashes);
  if (other !== undefined) return `was made from another ${other}`;
  const broken = brokenOutput(link, record, hashes);
  if (broken !== undefined)
    return hashes.of(broken) === undefined ? `lacks ${broken}` : `has a damaged ${broken}`;
  return link.seals && record.root !== root ? "seals another run" : undefined;
}

function changedInput(
  record: TargetRecord,
  inputs: readonly string[],
  hashes: FileHashes,
): string | undefined {
  return (
    goneInput(record, inputs) ?? inputs.find((path) => differs(path, record.inputs[path], hashes))
  );
}

/** @param inputs each once. */
function goneInput(record: TargetRecord, inputs: readonly string[]): string | undefined {
  const recorded = Object.keys(record.inputs);
  if (
    recorded.length === inputs.length &&
    inputs.every((path) => Object.hasOwn(record.inputs, path))
  )
    return undefined;
  const now = new Set(inputs); // those of a table of all cells are hundreds of thousands
  return recorded.find((path) => !now.has(path));
}

function brokenOutput(
  { outputs }: Link,
  record: TargetRecord,
  hashes: FileHashes,
): string | undefined {
  // Of a folder the record alone knows what is in it.
  const files = Object.values(outputs).filter((path) => extname(path) !== "");
  const all = new Set([...files, ...Object.keys(record.outputs)]);
  return [...all].find((path) => differs(path, record.outputs[path], hashes));
}

function differs(path: string, recorded: string | undefined, hashes: FileHashes): boolean {
  return recorded === undefined || hashes.of(path) !== recorded;
}
