import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasCode } from "../src/error.js";
import { checkRun } from "./planned-run.js";
import { duration } from "./progress.js";
import { progressOfRun, type RunProgress } from "./progress-of-run.js";
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
    process.stdout.write(`${[...lines, ...levels, total(progress)].join("\n")}\n`);
  },
};

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
