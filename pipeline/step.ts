import { join } from "node:path";
import { FileHashes } from "../src/chain/file-hashes.js";
import { isSource, keepSource, sourceOf } from "../src/chain/source.js";
import { UserError } from "../src/error.js";
import { logFit, logIn } from "./log.js";
import { parseCall } from "./options.js";
import { readPlan, remedy } from "./planned-run.js";
import { terminalProgress } from "./progress.js";
import { runCalls } from "./run-stage.js";
import type { Stage, StageCall } from "./stage.js";
import { stages } from "./stages.js";
import { Work } from "./work.js";

export const step: Stage = {
  name: "step",
  summary: "targets of a planned run, unless they are made and fit",
  details: `What the rules of RUNS/NAME/plan.mk call. Runs one stage for each target as plan.json says, all in one
process, and writes down what was made from what in RUNS/NAME/records. A target whose files and
inputs are those of its record is left alone.`,
  inputs: [
    { name: "runs/NAME", meaning: "folder of a run that was planned" },
    { name: "TARGET", many: "some", meaning: "of one stage, as plan.json names it" },
  ],
  outputs: [],
  options: {
    folder: { type: "text", meaning: "handed on to pcrit data" },
    command: { type: "text", meaning: "handed on to pcrit report" },
  },
  async run(call) {
    const [folder, ...names] = call.inputs as [string, ...string[]];
    const images = call.value("folder") as string | undefined;
    // Before they are read: should they change in between, they are read once more.
    const source = images === undefined ? undefined : sourceOf(images);
    const others = !isSource(folder, source);
    const works = worksOf(folder, names);
    logIn(folder);
    const open = works.filter(({ fits }) => others || !fits);
    for (const work of works) if (!open.includes(work)) logFit(work.link.stage, work.link.target);
    if (open.length === 0) return;
    const stage = await stages[open[0]!.link.stage]!.load();
    const calls = callsOf(stage, open, call);
    await runCalls(stage, [...calls.keys()], {
      targetOf: (one) => calls.get(one)!.link.target,
      made(one) {
        calls.get(one)!.writeRecord();
        keepSource(folder, source);
      },
    });
  },
};

/** What to call a stage with, and for which target. */
function callsOf(stage: Stage, works: readonly Work[], call: StageCall): Map<StageCall, Work> {
  const progress = terminalProgress(stage.name, process.stderr);
  const more = ["folder", "command"].flatMap((option) => {
    const value = call.value(option);
    return value === undefined ? [] : [`--${option}=${value}`];
  });
  return new Map(works.map((work) => [parseCall(stage, work.argv(more), progress), work]));
}

/** @throws UserError for a target that is not planned, or of another stage than the first. */
function worksOf(folder: string, names: readonly string[]): Work[] {
  const plan = readPlan(folder);
  const hashes = new FileHashes(folder);
  const works = names.map((name) => {
    const target = plan.find((one) => one.target === name);
    if (!target)
      throw new UserError(
        `${join(folder, name)}: not a target of this run's plan; ${remedy(folder)} plans it again`,
      );
    return new Work(folder, plan, target, hashes);
  });
  const other = works.find(({ link }) => link.stage !== works[0]!.link.stage);
  if (other)
    throw new UserError(
      `pcrit step: expected targets of one stage, found ${works[0]!.link.stage} and ${other.link.stage}`,
    );
  return works;
}
