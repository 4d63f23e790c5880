import { canonicalJson } from "../src/canonical.js";
import type { Dataset } from "../src/data/dataset.js";
import type { Engine } from "../src/engine/engine.js";
import { cellName } from "../src/experiment/cells.js";
import type { Schedule } from "../src/experiment/experiment.js";
import { levelCounts } from "../src/experiment/schedule.js";
import { hiddenUnits, weightDepth } from "../src/graph/size.js";
import { type Network, prunableWeights } from "../src/network.js";
import { writeConfusion } from "../src/tables/confusion.js";
import { checkFits, readDataset } from "../src/tables/dataset.js";
import { writePerformance } from "../src/tables/performance.js";
import { fineTuningEpochs } from "../src/trajectory/defaults.js";
import type { LevelResult } from "../src/trajectory/level.js";
import { runTrajectories } from "../src/trajectory/trajectory.js";
import {
  type ChosenCriterion,
  criterionOptions,
  criterionOrMasks,
  maskOptions,
} from "./criterion.js";
import { FileLevelStore, readLevel } from "./level-store.js";
import { networkOptions, unitsGiven } from "./network-input.js";
import { noteUnknownInitial } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";
import { openEngine, same, trainingOf, trainingOptions } from "./training.js";

export const trajectory: Stage = {
  name: "trajectory",
  summary: "dense network -> prune and fine-tune, level by level, for one cell",
  together: true,
  details: `Does what prune and fine-tune do, for every level of the schedule in one process: starting one per
level costs more than a sparse level's training. Every finished level is a checkpoint in --levels;
an interrupted run resumes there, and a longer schedule keeps the levels that exist.
Several calls, with --and between them, run several cells: the engine tfjs fine-tunes them together.`,
  inputs: [
    { name: "network.arrow", meaning: "the dense trained network" },
    { name: "units.arrow", meaning: "its biases" },
    { name: "performance.arrow", meaning: "its performance" },
    { name: "dataset.arrow", meaning: "images and labels" },
  ],
  outputs: [
    { option: "out", meaning: "performance.arrow: one row a level", required: true },
    { option: "confusion", meaning: "confusion.arrow: label x prediction, level 0 included" },
    { option: "levels", meaning: "folder of the levels: NNN/network.arrow, …", required: true },
  ],
  options: {
    ...criterionOptions,
    ...maskOptions,
    pruning: {
      type: "text",
      values: ["iterative", "one-shot"],
      meaning: "from the level before, or always from the dense network",
      default: "iterative",
    },
    ratio: { type: "number", above: 0, below: 1, meaning: "weights kept from level to level" },
    "minimum-density": { type: "number", above: 0, below: 1, meaning: "end of the schedule" },
    densities: { type: "numbers", above: 0, below: 1, meaning: "instead of --ratio, falling" },
    until: {
      type: "text",
      values: ["disconnected"],
      meaning: "end with the first level without an input-to-output path",
    },
    ...trainingOptions,
    epochs: { ...trainingOptions.epochs, default: fineTuningEpochs },
    ...networkOptions,
  },
  async run(call, ...others) {
    const path = same(call, others, ({ inputs }) => inputs[3]!, "data set");
    const data = readDataset(path);
    const { engine, attributes } = await openEngine(call, ...others);
    const calls = [call, ...others];
    const dense = await denseLevels(engine, path, data.dataset, calls);
    const chosen: ChosenCriterion[] = [];
    for (const [i, one] of calls.entries())
      chosen.push(await criterionOrMasks(one, dense[i]!.network));
    const cells = chosen.map((one, i) => cellJob(one, dense[i]!, data, attributes));
    const levels = Math.max(...cells.map(({ settings }) => settings.counts.length));
    const trajectories = await runTrajectories(engine, data.dataset, cells, (level) =>
      call.progress(level, levels, "level"),
    );
    for (const [i, { store, confusion, out, from }] of cells.entries()) {
      const rows = trajectories[i]!;
      store.trim(rows.length - 1);
      const matrices = [{ level: 0, confusion: dense[i]!.confusion }];
      if (confusion)
        writeConfusion(
          confusion,
          [...matrices, ...store.confusions(rows.length - 1)],
          from,
          data.dataset.names,
        );
      writePerformance(out, rows, from);
    }
  },
};

type Dense = ReturnType<typeof readLevel> & LevelResult;

/** Level 0 of every cell. @throws UserError where a network does not take the images. */
async function denseLevels(
  engine: Engine,
  path: string,
  dataset: Dataset,
  calls: readonly StageCall[],
): Promise<Dense[]> {
  const found = calls.map((call) => {
    const [network, units, performance] = call.inputs as [string, string, string];
    const dense = readLevel({ network, units, performance }, unitsGiven(call));
    checkFits(path, dataset, dense.network);
    noteUnknownInitial(network, dense.network);
    return dense;
  });
  const networks = found.map(({ network }) => network);
  const tested = await engine.evaluateMany(networks, dataset.test);
  return found.map((dense, i) => {
    const { confusion } = tested[i]!;
    return { ...dense, confusion: { before: confusion, after: confusion } };
  });
}

/** One cell: what to run, and where its results go. */
function cellJob(
  { call, pruning: criterion, counts: own }: ChosenCriterion,
  dense: Dense,
  { table, classes }: ReturnType<typeof readDataset>,
  attributes: Readonly<Record<string, unknown>>,
) {
  const from = provenance(
    call,
    { network: dense.edges, units: dense.biases, performance: dense.table, dataset: table },
    { ...attributes, cell: cellOf(call, dense.edges.attribute("dense"), dense.network, classes) },
  );
  const store = new FileLevelStore(
    call.out("levels"),
    dense,
    table.sha256(),
    levelSettings(call),
    from,
  );
  const prunable = prunableWeights(dense.network);
  const settings = {
    criterion,
    pruning: call.text("pruning") === "one-shot" ? "one-shot" : "iterative",
    counts: own ?? levelCounts(scheduleOf(call), prunable, dense.network.weight.length),
    untilDisconnected: call.value("until") === "disconnected",
    training: trainingOf(call),
  } as const;
  const confusion = call.output("confusion");
  return { dense, settings, store, from, confusion, out: call.out("out") };
}

function scheduleOf(call: StageCall): Schedule {
  const number = (option: string) => {
    const value = call.value(option);
    return typeof value === "number" ? value : undefined;
  };
  if (call.value("densities") !== undefined) return { densities: call.numbers("densities") };
  const ratio = number("ratio") ?? 0.75;
  const minimumDensity = number("minimum-density");
  const end = call.value("until") === undefined ? 0.001 : undefined;
  const lowest = minimumDensity ?? end;
  return lowest === undefined ? { ratio } : { ratio, minimumDensity: lowest };
}

const scheduleOptions = ["ratio", "minimum-density", "densities", "until"];

/** What a level depends on: every setting but the schedule. */
function levelSettings(call: StageCall): Record<string, unknown> {
  const settings = JSON.parse(call.settings) as Record<string, unknown>;
  for (const option of scheduleOptions) delete settings[option];
  return JSON.parse(canonicalJson(settings)) as Record<string, unknown>;
}

/** Which cell this is; every table computed from it carries this attribute on. */
function cellOf(call: StageCall, dense: unknown, network: Network, classes: number) {
  const known = (dense ?? {}) as Record<string, unknown>;
  const architecture = String(known["architecture"] ?? "fc");
  const width = Number(known["width"] ?? 1);
  const criterion = call.text("criterion");
  const seed = call.number("seed");
  return {
    cell: cellName(architecture, width, criterion, seed),
    dataset: String(known["dataset"] ?? "data"),
    architecture,
    width,
    criterion,
    pruning: call.text("pruning"),
    seed,
    hidden_units: hiddenUnits(network),
    prunable_weights: prunableWeights(network),
    classes,
    ...(network.graph ? { depth: weightDepth(network) } : {}),
  };
}
