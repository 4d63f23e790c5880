import { join } from "node:path";
import { FileHashes } from "../src/chain/file-hashes.js";
import { isSource, keepSource, sourceOf } from "../src/chain/source.js";
import { makersOf } from "../src/experiment/makers.js";
import type { PlannedTarget } from "../src/experiment/plan-files.js";
import { removeFolder } from "../src/files.js";
import { self } from "../src/processes.js";
import { countDown } from "./countdown.js";
import { readGiven } from "./given.js";
import { logFit, logIn } from "./log.js";
import { parseCall } from "./options.js";
import { plannedTargets } from "./planned-targets.js";
import { terminalProgress } from "./progress.js";
import { runCalls } from "./run-stage.js";
import type { Stage, StageCall } from "./stage.js";
import { stages } from "./stages.js";
import { Work } from "./work.js";

export const step: Stage = {
  name: "step",
  summary: "targets of a planned run, unless they are made and fit",
  details: `What the rules of RUNS/NAME/plan.mk call. Runs a stage for each target as plan.json says, one stage after
the other in one process, and writes down what was made from what in RUNS/NAME/records. A target whose
files and inputs are those of its record is left alone.`,
  inputs: [
    { name: "runs/NAME", meaning: "folder of a run that was planned" },
    { name: "TARGET", many: "some", meaning: "as plan.json names it" },
  ],
  outputs: [],
  options: {
    scratch: {
      type: "text",
      meaning:
        "folder of this machine, in which files are made before they are brought to the run's",
    },
  },
  async run(call) {
    const [folder, ...names] = call.inputs as [string, ...string[]];
    const planned = plannedTargets(folder, names);
    logIn(folder);
    const place = placeOf(folder, call.value("scratch") as string | undefined);
    try {
      for (const name of stagesOf(planned))
        await makeTargets(
          folder,
          place,
          planned.filter(({ stage }) => stage === name),
        );
    } finally {
      if (place !== folder) removeFolder(place);
    }
  },
};

/**
 * The stages of these targets, each after those that make what it is made from. The order of the targets does
 * not tell: where a kill left the first cell with its graph, the first that is left of it is made from that
 * graph, and the second cell has none yet.
 */
function stagesOf(planned: readonly PlannedTarget[]): ReadonlySet<string> {
  const makerOf = makersOf(planned);
  const order = new Set<string>();
  const visit = (stage: string, above: readonly string[]): void => {
    if (order.has(stage) || above.includes(stage)) return;
    const inputs = planned.filter((target) => target.stage === stage).flatMap((t) => t.inputs);
    for (const maker of new Set(inputs.map((path) => makerOf(path)?.stage)))
      if (maker !== undefined) visit(maker, [...above, stage]);
    order.add(stage);
  };
  for (const { stage } of planned) visit(stage, []);
  return order;
}

/** A folder that no other process makes files in, where a scratch folder is named. */
function placeOf(folder: string, scratch: string | undefined): string {
  if (scratch === undefined) return folder;
  return join(scratch, `pcrit-${self.machine}-${self.namespace}-${self.pid}`);
}

/** Makes those targets of one stage that do not fit. */
async function makeTargets(
  folder: string,
  place: string,
  targets: readonly PlannedTarget[],
): Promise<void> {
  const { command, data } = readGiven(folder);
  const name = targets[0]!.stage;
  // Before they are read: should they change in between, they are read once more.
  const source = name === "data" && data !== undefined ? sourceOf(data) : undefined;
  const others = !isSource(folder, source);
  const hashes = new FileHashes(folder);
  const works = targets.map((target) => new Work(folder, target, hashes, place));
  const open = works.filter(({ fits }) => others || !fits);
  for (const work of works)
    if (!open.includes(work)) {
      logFit(work.link.stage, work.link.target);
      countDown(folder, work.seconds);
    }
  if (open.length === 0) return;
  const stage = await stages[name]!.load();
  const more = [
    ...(name === "data" && data !== undefined ? [`--folder=${data}`] : []),
    ...(name === "report" ? [`--command=${command}`] : []),
  ];
  const calls = callsOf(stage, open, more);
  for (const work of open) work.begin();
  await runCalls(stage, [...calls.keys()], {
    folder,
    targetOf: (one) => calls.get(one)!.link.target,
    secondsOf: (one) => calls.get(one)!.seconds,
    made(one) {
      calls.get(one)!.end();
      keepSource(folder, source);
    },
  });
}

/** What to call a stage with, and for which target. */
function callsOf(
  stage: Stage,
  works: readonly Work[],
  more: readonly string[],
): Map<StageCall, Work> {
  const progress = terminalProgress(stage.name, process.stderr);
  return new Map(
    works.map((work) => [parseCall(stage, work.options(more), progress, work.inputs()), work]),
  );
}
