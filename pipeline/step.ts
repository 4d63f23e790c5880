import { dirname, join } from "node:path";
import { LearnedHashes } from "../src/chain/file-hashes.js";
import { isSource, keepSource, sourceOf } from "../src/chain/source.js";
import { makersOf } from "../src/experiment/makers.js";
import { graphMeasures } from "../src/experiment/measures.js";
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
      for (const targets of partsOf(planned)) await makeTargets(folder, place, targets);
    } finally {
      if (place !== folder) removeFolder(place);
    }
  },
};

/** Stands for all stages that measure the graphs of cells. */
const measuring = "measures";

/** Targets of one stage after the other; measures cell by cell, which share the cell's graph. */
function partsOf(planned: readonly PlannedTarget[]): PlannedTarget[][] {
  return [...partNames(planned)].flatMap((name) => {
    const own = planned.filter((target) => partOf(target) === name);
    return name === measuring ? cellByCell(own) : [own];
  });
}

function partOf({ stage }: PlannedTarget): string {
  return graphMeasures.includes(stage) ? measuring : stage;
}

/** The parts, each after those that make what it is made from. The order of the targets does not tell. */
function partNames(planned: readonly PlannedTarget[]): ReadonlySet<string> {
  const makerOf = makersOf(planned);
  const order = new Set<string>();
  const visit = (part: string, above: readonly string[]): void => {
    if (order.has(part) || above.includes(part)) return;
    const inputs = planned.filter((target) => partOf(target) === part).flatMap((t) => t.inputs);
    const makers = inputs.map(makerOf).filter((maker) => maker !== undefined);
    for (const maker of new Set(makers.map(partOf))) visit(maker, [...above, part]);
    order.add(part);
  };
  for (const target of planned) visit(partOf(target), []);
  return order;
}

/** One by one: a cell's graph, then what is measured of it, then the next cell's. */
function cellByCell(measures: readonly PlannedTarget[]): PlannedTarget[][] {
  const byCell = new Map<string, PlannedTarget[]>();
  for (const one of measures) {
    const cell = dirname(one.target);
    byCell.set(cell, [...(byCell.get(cell) ?? []), one]);
  }
  const place = ({ stage }: PlannedTarget) => graphMeasures.indexOf(stage);
  return [...byCell.values()].flatMap((own) =>
    own.sort((a, b) => place(a) - place(b)).map((one) => [one]),
  );
}

/** A folder that no other process makes files in, where a scratch folder is named. */
function placeOf(folder: string, scratch: string | undefined): string {
  if (scratch === undefined) return folder;
  return join(scratch, `pcrit-${self.machine}-${self.namespace}-${self.pid}`);
}

const learned = new LearnedHashes();

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
  const works = targets.map((target) => new Work(folder, target, learned, place));
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
