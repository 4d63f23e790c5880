import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasCode } from "../src/error.js";
import { type Jobs, readJobs, traceOf } from "./jobs.js";
import { checkRun } from "./planned-run.js";
import { duration } from "./progress.js";
import { progressOfRun, type RunProgress } from "./progress-of-run.js";
import { queued } from "./slurm.js";
import type { Stage } from "./stage.js";

export const status: Stage = {
  name: "status",
  summary: "how far a run is: done, running, left, expected time",
  inputs: [{ name: "runs/NAME", meaning: "folder of a run" }],
  outputs: [],
  options: {},
  run(call) {
    const folder = call.inputs[0]!.replace(/\/+$/, "");
    const { targets, left } = checkRun(folder);
    const progress = progressOfRun(folder, targets, left, Date.now());
    const lines = [...new Set(targets.map((t) => t.stage))].map((stage) =>
      stageLine(progress, stage),
    );
    const levels = finishedLevels(folder, progress);
    process.stdout.write(
      `${[...lines, ...levels, ...queue(folder), total(progress)].join("\n")}\n`,
    );
  },
};

/** What the scheduler has of it, where it was handed on. */
function queue(folder: string): string[] {
  const jobs = readJobs(folder);
  if (!jobs) return [];
  if (jobs.stopped !== undefined) return [`stopped            ${jobs.stopped}`];
  if (jobs.jobs.length === 0) return [];
  const states = queued(jobs.jobs);
  const round = `round ${jobs.round}, jobs ${jobs.jobs.join(" ")}`;
  if (!states) return [`queue              does not answer (${round})`];
  const tasks = [...states].map(([state, count]) => `${count} ${state}`);
  if (tasks.length > 0) return [`queue              ${tasks.join(", ")} (${round})`];
  return [`queue              empty (${round}): ${whyEmpty(folder, jobs)}`];
}

function whyEmpty(folder: string, jobs: Jobs): string {
  const begun = jobs.chunks.some((_, chunk) => traceOf(folder, jobs, chunk).begun);
  return begun
    ? "make LAUNCH=slurm places what is left"
    : `no task has left a trace in ${folder}: it has to be shared by all machines; srun ls ${folder} tells`;
}

function stageLine({ targets, done }: RunProgress, stage: string): string {
  const all = targets.filter((t) => t.stage === stage);
  const finished = all.filter((t) => done.has(t.target)).length;
  return `${stage.padEnd(18)} ${String(finished).padStart(4)} of ${String(all.length).padStart(4)} done`;
}

/** What runs now, with the levels that a trajectory has behind it. */
function finishedLevels(folder: string, { running }: RunProgress): string[] {
  return running.map(({ stage, target, time }) => {
    const since = duration((Date.now() - time) / 1000);
    const levels = stage === "trajectory" ? countLevels(join(folder, dirname(target))) : undefined;
    const behind = levels === undefined ? "" : `, ${levels} levels done`;
    return `running            ${stage} ${dirname(target)} since ${since}${behind}`;
  });
}

function countLevels(cell: string): number {
  try {
    return readdirSync(join(cell, "levels")).length;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return 0;
    throw error;
  }
}

function total({ targets, done, running, secondsLeft }: RunProgress): string {
  const left = targets.length - done.size;
  if (left === 0) return `all ${targets.length} done`;
  return `${done.size} done, ${running.length} running, ${left} left (about ${duration(secondsLeft)})`;
}
