import { existsSync, readdirSync, rmSync } from "node:fs";

import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { isSource, sourceOf } from "../src/chain/source.js";

import { UserError } from "../src/error.js";
import type { Experiment } from "../src/experiment/experiment.js";
import { makefile } from "../src/experiment/makefile.js";
import { ownNetworkNotes } from "../src/experiment/own-network-notes.js";
import { runFiles } from "../src/experiment/paths.js";
import { planFiles } from "../src/experiment/plan-files.js";
import { readWithFiles } from "../src/experiment/read.js";
import { targets } from "../src/experiment/targets.js";
import { keepOnly, writeIfChanged, writeWhole } from "../src/files.js";
import { program } from "../src/package.js";
import { removeAbandoned, removeAbandonedBelow } from "../src/partial.js";
import { startCountdown } from "./countdown.js";
import { writeGiven } from "./given.js";
import { note } from "./noted.js";
import { stateOf } from "./planned-run.js";
import { reproduction } from "./remedy.js";
import type { Stage } from "./stage.js";

export const plan: Stage = {
  name: "plan",
  summary: "experiment -> cells and the make rules for them",
  details: `Writes RUNS/NAME/plan.json (every file to make), experiment.json (every default filled in), settings/
(one JSON file a stage and cell) and plan.mk (make rules), and prints RUNS/NAME.

plan.mk has rules for what is left to make: what is missing or damaged, or was made from other inputs,
with other settings or by another version of pcrit. That is told by content alone: RUNS/NAME/records
has the SHA-256 of each file and of what it was made from; dates do not count.`,
  inputs: [{ name: "experiment.json", meaning: "see schemas/experiment.json" }],
  outputs: [],
  options: {
    runs: { type: "text", meaning: "folder that holds the runs", default: "runs" },
    data: {
      type: "text",
      meaning: "folder or file with the data set, in place of the experiment's dataset.path",
      default: "",
    },
    where: { type: "flag", meaning: "print the run's folder, write nothing" },
  },
  run(call) {
    const path = call.inputs[0]!;
    const { experiment: written, files } = readWithFiles(path, call.text("data") || undefined);
    const folder = folderOf(call.text("runs"), written.name);
    const print = () => process.stdout.write(`${folder}\n`);
    if (call.flag("where")) return void print();
    const data = call.text("data") || ownData(path, written);
    checkLine(data);
    const experiment = seenFrom(folder, path, written);
    for (const { name, notes } of ownNetworkNotes(experiment))
      for (const text of notes) note(`${name}: ${text}`);
    const all = targets(experiment);
    for (const { path, bytes } of files) writeIfChanged(join(folder, path), bytes());
    const own = new Set(files.map(({ path }) => path));
    for (const inner of [runFiles.criteria, runFiles.networks]) removeOthers(folder, inner, own);
    const settingsPaths = new Set<string>();
    for (const [name, text] of planFiles(experiment, all)) {
      writeIfChanged(join(folder, name), text);
      settingsPaths.add(basename(name));
    }
    // Those of other versions or of an experiment that was smaller or larger.
    keepOnly(join(folder, "settings"), settingsPaths, /\.json$/);
    rmSync(join(folder, "version"), { force: true }); // runs of 0.2.0 had it; records say the version
    const { left } = stateOf(folder, all, otherImages(folder, data));
    // Whoever made a file again after its writer was killed has tidied its folder.
    if (left.size > 0) removeAbandonedBelow(folder);
    else removeAbandoned(folder);
    startCountdown(folder, all, left);
    const command = reproduction(path, call.text("data") !== "");
    writeGiven(folder, { command, ...(data === "" ? {} : { data }) });
    writeWhole(join(folder, runFiles.makefile), {
      [Symbol.iterator]: () => makefile(folder, all, left, program),
    });
    print();
  },
};

/** Where the data lie that the experiment names; empty where it names none. */
function ownData(experiment: string, { dataset }: Experiment): string {
  if (dataset.path === undefined) return "";
  return isAbsolute(dataset.path) ? dataset.path : join(dirname(experiment), dataset.path);
}

/** The run keeps the experiment in a folder of its own, from which the same data lie elsewhere. */
function seenFrom(folder: string, path: string, experiment: Experiment): Experiment {
  const { dataset } = experiment;
  if (dataset.path === undefined || isAbsolute(dataset.path)) return experiment;
  const data = relative(resolve(folder), resolve(ownData(path, experiment)));
  return { ...experiment, dataset: { ...dataset, path: data } };
}

/** Removes files of the user's own that the experiment does not name any more. */
function removeOthers(folder: string, path: string, kept: ReadonlySet<string>): void {
  const at = join(folder, path);
  if (!existsSync(at)) return;
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) removeOthers(folder, inner, kept);
    else if (!kept.has(inner)) rmSync(join(folder, inner), { force: true });
  }
}

/** The images have to be read again where DATA has others than they were read from. */
function otherImages(folder: string, data: string): ReadonlyMap<string, string> {
  const same = data === "" || isSource(folder, sourceOf(data));
  return new Map(same ? [] : [[runFiles.dataset, "was made from other files"]]);
}

/** A run's folder, which no command takes for an option, a list or somebody's home. */
function folderOf(runs: string, name: string): string {
  const folder = join(runs, name);
  checkLine(folder);
  return /^[-~@]/.test(folder) ? `./${folder}` : folder;
}

/** Rules of make are lines. */
function checkLine(path: string): void {
  if (/\p{Cc}/u.test(path))
    throw new UserError(
      `${JSON.stringify(path)}: expected a folder whose name is one line of text; choose another`,
    );
}
