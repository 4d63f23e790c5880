/**
 * What planning costs, and status, and make with nothing to do, by the number of cells: of runs that have
 * not begun, and of made-up ones that are finished, of one byte a file. `node dist/bench/plan.js [cells …]`; with
 * FINISHED=100000 before it finished ones of so many cells, which are two million names in 6 GB of folders and records;
 * with KEEP=folder they stay there, and are found there by the next call.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Hashes, newRecord, writeRecord } from "../src/chain/record.js";
import { Root } from "../src/chain/root.js";
import { levelFiles, runFiles } from "../src/experiment/paths.js";
import { parseExperiment } from "../src/experiment/read.js";
import { targets } from "../src/experiment/targets.js";
import { packageRoot } from "../src/package.js";
import { pcrit } from "./command.js";
import { closeFolder, openFolder } from "./kept-folder.js";
import { LinkedFiles } from "./linked-files.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";

const sizes = process.argv.slice(2).map(Number);
/** Beyond these a finished run is so many files that making it up takes far longer than planning it. */
const MOST_FINISHED = Number(process.env["FINISHED"] ?? 1000);

const folder = openFolder();
try {
  const rows: (string | number)[][] = [];
  for (const cells of sizes.length > 0 ? sizes : [1000, 10_000, 100_000])
    rows.push(...(await measure(cells)));
  table(
    `pcrit plan, pcrit status and make -n of runs of many cells, two levels each; processor time; ${machine}`,
    ["cells", "run", "files", "plan, s", "plan, MB", "status, s", "status, MB", "make, s"],
    rows,
  );
} finally {
  closeFolder(folder);
}

async function measure(cells: number): Promise<(string | number)[][]> {
  const settings = {
    name: `run${cells}`,
    architectures: [{ name: "fc2", hidden: [4] }],
    widths: [1, 2],
    criteria: ["magnitude", "random"],
    seeds: cells / 4,
    schedule: { densities: [0.2, 0.02] },
  };
  const path = join(folder, "experiment.json");
  writeFileSync(path, JSON.stringify(settings));
  const begun = [cells, "not begun", 0, ...costs(path, join(folder, "begun"), settings.name)];
  if (cells > MOST_FINISHED) return [begun];
  const count = join(folder, `${settings.name}.count`);
  if (!existsSync(count)) {
    pcrit("plan", path, "--runs", folder);
    writeFileSync(count, String(finish(join(folder, settings.name), settings)));
    await sleep(61_000); // what was written just now is read again: see src/chain/hash-index.ts
  }
  pcrit("plan", path, "--runs", folder);
  const check = spawnSync(process.execPath, [
    `${packageRoot}dist/bin/pcrit.js`,
    "check",
    join(folder, settings.name),
  ]);
  if (check.status !== 0) throw new Error(check.stderr.toString());
  const files = Number(readFileSync(count, "utf8"));
  return [begun, [cells, "finished", files, ...costs(path, folder, settings.name)]];
}

function costs(path: string, runs: string, name: string): (string | number)[] {
  const run = join(runs, name);
  const planned = pcrit("plan", path, "--runs", runs);
  const status = pcrit("status", run);
  const rules = join(run, runFiles.makefile);
  const script = 'TIMEFORMAT="%U %S"; time make -n -f "$1" >/dev/null';
  const made = spawnSync("bash", ["-c", script, "bash", rules], {
    env: { ...process.env, MAKEFLAGS: "" },
    encoding: "utf8",
  });
  const seconds = made.stderr.trim().split(" ").map(Number);
  return [...planned, ...status, seconds.reduce((sum, s) => sum + s, 0).toFixed(1)];
}

/** Makes a file for each that there would be, and the records; returns how many. */
function finish(run: string, settings: object): number {
  const files = new LinkedFiles(run);
  const own = sha256(readFileSync(join(run, runFiles.experiment)));
  const of = (paths: readonly string[]): Hashes =>
    Object.fromEntries(
      paths.map((path) => [path, path === runFiles.experiment ? own : files.sha256]),
    );
  const root = new Root();
  for (const target of targets(parseExperiment("x.json", settings))) {
    const outputs = Object.values(target.outputs).flatMap(filesOf);
    for (const path of outputs) files.add(path);
    const inputs = [...target.inputs, ...Object.values(target.reads ?? {})].flatMap(expanded);
    const sealed = target.seals ? root.digest() : undefined;
    const record = newRecord(target, of(inputs), of(outputs), sealed);
    if (!target.seals) root.add(record);
    writeRecord(run, target.target, record);
  }
  return files.count;
}

function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What an output, or in an output that is the folder of the levels, there is. */
function filesOf(output: string): string[] {
  if (extname(output) !== "") return [output];
  if (!output.endsWith("/levels")) return [];
  return Object.values(levelFiles(output, "*")).flatMap(expanded);
}

function expanded(path: string): string[] {
  return path.includes("*") ? ["001", "002"].map((level) => path.replace("*", level)) : [path];
}
