/** The runs that are compared: what each folder holds, or the sentence that says what it lacks. */
import { existsSync, readdirSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { hasCode, UserError } from "../../error.js";
import { runFiles } from "../../experiment/paths.js";
import { resultFiles } from "../../experiment/result-tables.js";
import { isObject, type JsonObject, readJson } from "../charts/charts.js";
import { readInputs } from "../inputs/inputs.js";
import { Results } from "../inputs/results.js";

export interface Run {
  readonly name: string;
  readonly settings: JsonObject;
  readonly results: Results;
  /** The report's address, relative to the page; undefined where there is none. */
  readonly report: string | undefined;
}

/** A run that cannot be compared, and why. */
export interface Unfinished {
  readonly name: string;
  readonly reason: string;
}

export interface Runs {
  readonly finished: readonly Run[];
  readonly unfinished: readonly Unfinished[];
}

const tables = [
  ...["topology", "criticality", "verdict", "scaling", "collapse", "models"],
] as readonly (keyof typeof runFiles)[];

/**
 * @param folders of runs, or folders that hold runs; a run holds experiment.json.
 * @param page where the page will lie: reports are linked relative to it.
 * @throws UserError for a folder that is none or holds no run, two runs of one name, a damaged table.
 */
export function readRuns(folders: readonly string[], page: string): Runs {
  const all = folders.flatMap(runsIn).sort((a, b) => compare(nameOf(a), nameOf(b)));
  const twice = all.find((folder, i) => i > 0 && nameOf(folder) === nameOf(all[i - 1]!));
  if (twice) throw new UserError(`${twice}: a second run "${nameOf(twice)}"; give one`);
  const finished = all.filter((folder) => existsSync(join(folder, runFiles.criticality)));
  return {
    finished: finished.map((folder) => readRun(folder, page)),
    unfinished: all
      .filter((folder) => !finished.includes(folder))
      .map((folder) => ({
        name: nameOf(folder),
        reason: "not finished: it has no criticality.arrow yet; pcrit status says what is left",
      })),
  };
}

function runsIn(folder: string): string[] {
  const isRun = (path: string) => existsSync(join(path, runFiles.experiment));
  if (isRun(folder)) return [folder];
  const found = entriesIn(folder)
    .filter((name) => !name.startsWith("."))
    .map((name) => join(folder, name))
    .filter(isRun);
  if (found.length === 0)
    throw new UserError(
      `${folder}: expected folders of runs (with experiment.json), found none; make writes them`,
    );
  return found;
}

function entriesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new UserError(`${folder}: no such folder`);
    if (hasCode(error, "ENOTDIR")) throw new UserError(`${folder}: expected a folder of runs`);
    throw error;
  }
}

function readRun(folder: string, page: string): Run {
  const path = join(folder, runFiles.experiment);
  const settings = readJson(path);
  if (!isObject(settings)) throw new UserError(`${path}: expected a JSON object`);
  const files = [...tables.map((name) => runFiles[name]), resultFiles.order]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file));
  const report = join(folder, runFiles.report);
  return {
    name: nameOf(folder),
    settings,
    results: new Results(readInputs(files)),
    report: existsSync(report) ? address(relative(join(page, ".."), report)) : undefined,
  };
}

/** A path as a relative address. */
function address(path: string): string {
  return path
    .split(/[\\/]/)
    .map((part) => encodeURIComponent(part))
    .join("/");
}

const nameOf = (folder: string) => basename(resolve(folder));
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
