/** What a plan was given beside the experiment, for the steps that need it. */
import { join } from "node:path";
import { UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { readWhole, writeWhole } from "../src/files.js";
import { isObject } from "../src/json.js";
import { remedy } from "./remedy.js";

export interface Given {
  /** The command that makes the run, for the report. */
  readonly command: string;
  /** The folder with the data set's files, where the user named one. */
  readonly data?: string;
}

export function writeGiven(folder: string, given: Given): void {
  writeWhole(join(folder, runFiles.given), `${JSON.stringify(given)}\n`);
}

export function readGiven(folder: string): Given {
  const path = join(folder, runFiles.given);
  const text = readWhole(path).toString();
  try {
    const found: unknown = JSON.parse(text);
    if (isObject(found) && typeof found["command"] === "string") {
      const { command, data } = found;
      return typeof data === "string" ? { command, data } : { command };
    }
  } catch {}
  throw new UserError(`${path}: damaged; ${remedy(folder)} writes it again`);
}
