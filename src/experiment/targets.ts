/** An experiment as files to make: what each is made from, by which stage, with which settings. */
import { prunableWeights } from "../network.js";
import { type Cell, cells, type DenseCell, denseCells, scaledHidden } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { cellFiles, denseFiles, levelFiles, runFiles } from "./paths.js";

/** One file to make. Paths are relative to the run's folder. */
export interface Target {
  readonly stage: string;
  readonly target: string;
  /** Files named on the command line, in order; a * stands for whatever is there by then. */
  readonly inputs: readonly string[];
  /** Files that must be there first, where they are not the inputs. */
  readonly needs?: readonly string[];
  /** Further outputs: option -> path. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The stage's settings; undefined where it has none. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where the settings lie. */
  readonly settingsPath: string;
  /** Roughly how long it takes, in units that are comparable within a stage. */
  readonly cost: number;
}

export function targets(experiment: Experiment): Target[] {
  const all = cells(experiment);
  return [
    dataTarget(experiment),
    ...denseCells(experiment).map((dense) => trainTarget(experiment, dense)),
    ...all.flatMap((cell) => cellTargets(experiment, cell)),
    ...analysisTargets(experiment, all),
  ];
}

function dataTarget({ dataset }: Experiment): Target {
  return {
    stage: "data",
    target: runFiles.dataset,
    inputs: [],
    outputs: { out: runFiles.dataset },
    settings: dataset,
    settingsPath: "settings/data.json",
    cost: 1,
  };
}

/** Settings of the optimiser, as options of train and fine-tune. */
function optimizer({ training }: Experiment, learningRate = training.learningRate) {
  return {
    optimizer: training.optimizer,
    "learning-rate": learningRate,
    batch: training.batch,
    momentum: training.momentum,
    beta1: training.beta1,
    beta2: training.beta2,
    epsilon: training.epsilon,
  };
}

function trainTarget(experiment: Experiment, dense: DenseCell): Target {
  const files = denseFiles(dense.name);
  return {
    stage: "train",
    target: files.performance,
    inputs: [runFiles.dataset],
    outputs: { out: files.network, units: files.units, performance: files.performance },
    settings: {
      architecture: dense.architecture.name,
      hidden: dense.architecture.hidden,
      width: dense.width,
      seed: dense.seed,
      epochs: experiment.training.epochs,
      ...optimizer(experiment),
    },
    settingsPath: `settings/${dense.name}.json`,
    cost: cost(dense),
  };
}

/** Work grows with the hidden units plus a part that does not depend on them. */
function cost({ architecture, width }: DenseCell): number {
  return 1e4 + prunableWeights([400, ...scaledHidden(architecture.hidden, width), 10]);
}

function cellTargets(experiment: Experiment, cell: Cell): Target[] {
  const files = cellFiles(cell.name);
  const dense = denseFiles(cell.dense.name);
  const settingsFor = (stage: string) => `settings/${cell.name}.${stage}.json`;
  const seed = cell.dense.seed;
  const one = (
    stage: string,
    inputs: readonly string[],
    outputs: Readonly<Record<string, string>>,
    settings: Readonly<Record<string, unknown>>,
  ): Target => ({
    stage,
    target: Object.values(outputs).at(-1)!,
    inputs,
    outputs,
    settings,
    settingsPath: settingsFor(stage),
    cost: cost(cell.dense),
  });
  return [
    one(
      "trajectory",
      [dense.network, dense.units, dense.performance, runFiles.dataset],
      { levels: files.levels, out: files.performance },
      trajectorySettings(experiment, cell),
    ),
    {
      ...one(
        "graph",
        [dense.network, levelFiles(files.levels, "*").network],
        { nodes: files.nodes, out: files.graph },
        {},
      ),
      needs: [files.performance],
    },
    one(
      "percolation",
      [files.graph, files.nodes],
      { statistics: files.percolationStatistics, out: files.percolation },
      { seed, shuffles: experiment.percolation.shuffles },
    ),
    one(
      "degree",
      [files.graph, files.nodes, runFiles.dataset],
      { statistics: files.degreeStatistics, out: files.degrees },
      {},
    ),
    one(
      "community",
      [files.graph, files.nodes],
      { statistics: files.communityStatistics, out: files.partition },
      { seed, runs: experiment.communities.runs },
    ),
  ];
}

function trajectorySettings(experiment: Experiment, cell: Cell): Record<string, unknown> {
  const { schedule, fineTuning } = experiment;
  return {
    criterion: cell.criterion,
    pruning: experiment.pruning,
    seed: cell.dense.seed,
    ratio: schedule.ratio,
    "minimum-density": schedule.minimumDensity,
    densities: schedule.densities,
    until: schedule.until,
    epochs: fineTuning.epochs,
    ...optimizer(experiment, fineTuning.learningRate),
  };
}

function analysisTargets({ analysis }: Experiment, all: readonly Cell[]): Target[] {
  const each = (pick: (files: ReturnType<typeof cellFiles>) => string) =>
    all.map((cell) => pick(cellFiles(cell.name)));
  const { repetitions, confidence, permutations, metrics } = analysis;
  const bootstrap = { repetitions, confidence };
  const one = (
    stage: string,
    inputs: readonly string[],
    outputs: Readonly<Record<string, string>>,
    settings: Readonly<Record<string, unknown>>,
  ): Target => ({
    stage,
    target: Object.values(outputs).at(-1)!,
    inputs,
    outputs,
    settings,
    settingsPath: `settings/${stage}.json`,
    cost: 1,
  });
  const { topology, order, criticality, correlations } = runFiles;
  return [
    one(
      "topology",
      [
        ...each((f) => f.performance),
        ...each((f) => f.percolationStatistics),
        ...each((f) => f.degreeStatistics),
        ...each((f) => f.communityStatistics),
      ],
      { out: topology },
      {},
    ),
    one("criticality", [topology], { order, out: criticality }, bootstrap),
    one(
      "correlate",
      [topology],
      { out: correlations },
      {
        permutations,
        confidence,
        metrics: metrics?.join(","),
      },
    ),
    one(
      "report",
      [
        topology,
        order,
        criticality,
        correlations,
        ...each((f) => f.percolation),
        ...each((f) => f.degrees),
      ],
      { out: runFiles.report },
      {},
    ),
  ];
}
