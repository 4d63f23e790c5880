import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { hasCode, UserError } from "../src/error.js";
import { isPassing, runFiles } from "../src/experiment/paths.js";
import { readWhole } from "../src/files.js";
import { isPartial } from "../src/partial.js";
import { filesOfRun } from "./planned-run.js";
import type { Stage } from "./stage.js";

export const compare: Stage = {
  name: "compare",
  summary: "two run folders, byte by byte",
  details: `Compares every artefact of the trusted run's plan; the log, the make rules and the index of hashes,
which hold times and folders, are left out, and what an earlier plan of that name left there is counted.
Lists files that are missing, unexpected or different, and then ends with exit code 2.`,
  inputs: [
    { name: "runs/NAME", meaning: "the folder to trust" },
    { name: "scratch/NAME", meaning: "the folder to check" },
  ],
  outputs: [],
  options: {},
  run(call) {
    const [trusted, checked] = call.inputs as [string, string];
    const lying = filesBelow(trusted);
    // Of a part of a run nothing says what belongs to it.
    const own = lying.includes(runFiles.plan) ? filesOfRun(trusted) : new Set(lying);
    const others = lying.filter((file) => !own.has(file)).length;
    const found = new Set(filesBelow(checked));
    const expected = [...own].sort();
    const differences = [
      ...expected.filter((file) => !found.has(file)).map((file) => `missing: ${file}`),
      ...[...found].filter((file) => !own.has(file)).map((file) => `unexpected: ${file}`),
      ...expected
        .filter((file) => found.has(file) && !isSame(join(trusted, file), join(checked, file)))
        .map((file) => `different: ${file}`),
    ];
    for (const line of differences) process.stdout.write(`${line}\n`);
    if (differences.length > 0)
      throw new UserError(
        `${checked}: ${differences.length} of ${expected.length} files differ from ${trusted}`,
      );
    const more = others === 0 ? "" : `; ${others} of an earlier plan were left alone`;
    process.stdout.write(`${expected.length} files, all the same bytes${more}\n`);
  },
};

/** Artefacts below a folder, sorted, relative to it. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !isPartial(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
      .filter((file) => !isPassing(file))
      .sort();
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new UserError(`${folder}: no such folder`);
    throw error;
  }
}

/** @throws UserError where one of them cannot be read. */
function isSame(a: string, b: string): boolean {
  return readWhole(a).equals(readWhole(b));
}
