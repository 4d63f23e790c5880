import { join } from "node:path";
import { arraysOf, type JobArray, type Tries } from "../src/cluster/chunks.js";
import { stuckPieces, triesAfter } from "../src/cluster/outcome.js";
import {
  bundlesOf,
  needsOf,
  type Phase,
  type Piece,
  phases,
  piecesOf,
} from "../src/cluster/pieces.js";
import { nextScript, type ScriptSettings, taskScript } from "../src/cluster/script.js";
import { oneLine, UserError } from "../src/error.js";
import { planMegabytes } from "../src/experiment/megabytes.js";
import type { Target } from "../src/experiment/target.js";
import { removeFolder, writeWhole } from "../src/files.js";
import {
  type Jobs,
  type LaunchOptions,
  readJobs,
  roundFolder,
  traceOf,
  triesOf,
  writeJobs,
} from "./jobs.js";
import { checkRun } from "./planned-run.js";
import { mostTasks, queued, sbatch, scancel } from "./slurm.js";
import type { Stage, StageCall } from "./stage.js";

export const submit: Stage = {
  name: "submit",
  summary: "what is left of a planned run -> job arrays of Slurm",
  details: `What make LAUNCH=slurm calls. Places what is left as job arrays, phase by phase: the images, the dense
networks, the cells, the analyses. A task makes as many targets as take some minutes, with --time and
--mem from what the plan expects. A last job looks at what is left: it places that once more, with twice
the time or memory where these ran out, up to 32 times; what fails twice by itself is given up. What is
made and fits is never made again. docs/cluster.md tells the whole of it.`,
  inputs: [
    { name: "runs/NAME", meaning: "folder of a run that was planned, which all machines share" },
  ],
  outputs: [],
  options: {
    sbatch: { type: "text", meaning: "options of sbatch, with blanks between them", default: "" },
    scratch: {
      type: "text",
      meaning: "folder of each machine for files that are being made",
      default: "",
    },
    minutes: {
      type: "number",
      above: 0,
      meaning: "of work in a task, where it is of several targets",
      default: 10,
    },
    margin: {
      type: "integer",
      minimum: 0,
      meaning: "minutes that a task may take beyond twice what is expected",
      default: 5,
    },
    again: {
      type: "flag",
      meaning: "what the last job of a round calls: goes on with the options of that round",
    },
  },
  run(call) {
    const folder = call.inputs[0]!;
    const before = readJobs(folder);
    const own = call.flag("again") ? process.env["SLURM_JOB_ID"] : undefined;
    const busy = before && queued(before.jobs.filter((job) => job !== own));
    if (before && busy?.size !== 0)
      return say(
        `${folder}: its jobs are in the queue (${before.jobs.join(" ")}); pcrit status shows them, scancel -n ${jobName(folder)} removes them`,
      );
    const { targets, left } = checkRun(folder);
    if (left.size === 0) {
      if (before) writeJobs(folder, { ...before, jobs: [] });
      return say(`${folder}: all ${targets.length} targets are made`);
    }
    const pieces = piecesOf(targets, left);
    const needs = needsOf(targets, pieces);
    const tries = before && own !== undefined ? triesNow(folder, before, pieces, needs) : {};
    const options = before && own !== undefined ? before.options : optionsOf(call);
    const round = (before?.round ?? 0) + 1;
    const next: Jobs = { round, options, jobs: [], chunks: [], tries };
    const stuck = stuckPieces(
      pieces.map(({ name }) => name),
      needs,
      (name) => triesOf(next, name),
    );
    const open = pieces.filter(({ name }) => !stuck.has(name));
    if (open.length === 0) throw giveUp(folder, before!, next, pieces);
    place(folder, targets, next, open, needs);
  },
};

const say = (line: string) => void process.stdout.write(`${line}\n`);

function optionsOf(call: StageCall): LaunchOptions {
  const scratch = call.text("scratch");
  return {
    sbatch: call
      .text("sbatch")
      .split(/\s+/)
      .filter((word) => word !== ""),
    minutes: call.number("minutes"),
    margin: call.number("margin"),
    ...(scratch === "" ? {} : { scratch }),
  };
}

/** By how the tasks went whose pieces are still left. */
function triesNow(
  folder: string,
  before: Jobs,
  pieces: readonly Piece[],
  needs: ReturnType<typeof needsOf>,
): Record<string, Tries> {
  const left = new Set(pieces.map(({ name }) => name));
  const tries: Record<string, Tries> = {};
  for (const [chunk, names] of before.chunks.entries()) {
    const open = names.filter((name) => left.has(name));
    const trace = open.length > 0 ? traceOf(folder, before, chunk) : undefined;
    for (const name of open)
      tries[name] = triesAfter(triesOf(before, name), trace!, needs.get(name)!.size > 0);
  }
  return tries;
}

/** Keeps why, for who asks later, and says it in the log of this job. */
function giveUp(folder: string, before: Jobs, next: Jobs, pieces: readonly Piece[]): UserError {
  const names = new Set(pieces.map(({ name }) => name));
  const chunk = before.chunks.findIndex((own) => own.some((name) => names.has(name)));
  const { begun, log } = traceOf(folder, before, chunk);
  const last = log.trim().split("\n").at(-1) ?? "";
  const why = begun
    ? `${pieces[0]!.name} fails: ${oneLine(last)}; see ${roundFolder(folder, before.round)}`
    : `tasks leave no trace in ${folder}: a folder is needed that all machines share; srun ls ${folder} tells whether they do`;
  const stopped = `${pieces.reduce((sum, { targets }) => sum + targets.length, 0)} targets are given up; ${why}; make LAUNCH=slurm tries again`;
  writeJobs(folder, { ...next, stopped });
  return new UserError(`${folder}: ${stopped}`);
}

/** Writes the chunks and hands them to the scheduler, each phase after the one before. */
function place(
  folder: string,
  targets: readonly Target[],
  next: Jobs,
  open: readonly Piece[],
  needs: ReturnType<typeof needsOf>,
): void {
  const at = roundFolder(folder, next.round);
  const settings = { ...next.options, tasks: mostTasks() };
  const arrays = phases.flatMap((phase) => {
    const own = open.filter((piece) => piece.phase === phase);
    return arraysOf(bundlesOf(own, needs), (piece) => triesOf(next, piece.name), settings);
  });
  const chunks = arrays.flatMap((array) => array.chunks);
  removeFolder(at);
  for (const [i, chunk] of chunks.entries())
    writeWhole(join(at, String(i)), chunk.map(({ targets: own }) => `${own.join(" ")}\n`).join(""));
  const script = scriptSettings(folder, at, next.options);
  writeWhole(join(at, "task.sh"), taskScript(script));
  writeWhole(join(at, "next.sh"), nextScript(script));
  const jobs: string[] = [];
  try {
    placeArrays(folder, at, next, arrays, jobs);
    jobs.push(placeNext(folder, at, next, targets, jobs));
  } catch (error) {
    scancel(jobs);
    throw error;
  }
  writeJobs(folder, {
    ...next,
    jobs,
    chunks: chunks.map((chunk) => chunk.map(({ name }) => name)),
  });
  say(
    `${folder}: ${chunks.length} tasks in jobs ${jobs.join(" ")}; pcrit status shows them, scancel -n ${jobName(folder)} removes them`,
  );
}

/** @param jobs takes their numbers, for who has to remove them. */
function placeArrays(
  folder: string,
  at: string,
  { options }: Jobs,
  arrays: readonly JobArray[],
  jobs: string[],
): void {
  let first = 0;
  let phase: Phase | undefined;
  let [after, own]: string[][] = [[], []];
  for (const array of arrays) {
    if (array.phase !== phase) [after, own] = [own!.length > 0 ? own! : after!, []];
    phase = array.phase;
    const job = sbatch({
      name: jobName(folder),
      script: join(at, "task.sh"),
      argv: [String(first)],
      minutes: array.minutes,
      megabytes: array.megabytes,
      tasks: array.chunks.length,
      after: after!,
      log: logName(at, "%A_%a"),
      options: options.sbatch,
    });
    jobs.push(job);
    own!.push(job);
    first += array.chunks.length;
  }
}

/** Minutes that it takes to look at the largest run. */
const MINUTES_TO_LOOK = 15;

function placeNext(
  folder: string,
  at: string,
  { options }: Jobs,
  targets: readonly Target[],
  jobs: readonly string[],
): string {
  return sbatch({
    name: jobName(folder),
    script: join(at, "next.sh"),
    minutes: MINUTES_TO_LOOK,
    megabytes: Math.ceil(planMegabytes(targets.length)),
    after: jobs,
    log: logName(at, "next-%j"),
    options: options.sbatch,
  });
}

function scriptSettings(folder: string, round: string, { scratch }: LaunchOptions): ScriptSettings {
  return { from: process.cwd(), command: commandWords(), folder, round, scratch };
}

/** What the rules of a plan call, unless PCRIT says another. */
function commandWords(): string[] {
  const given = process.env["PCRIT"]?.split(/\s+/).filter((word) => word !== "");
  if (given && given.length > 0) return given;
  const flags = ["--single-threaded-gc", "--no-concurrent-recompilation"];
  return [process.env["NODE"] || process.execPath, ...flags, process.argv[1]!];
}

/** sbatch reads a name of a file as a pattern. */
function logName(at: string, job: string): string {
  return `${at.replaceAll("%", "%%")}/${job}.log`;
}

/** All jobs of a run have one name, by which they are found and removed. */
export function jobName(folder: string): string {
  return `pcrit-${folder.split("/").at(-1)}`;
}
