/** An experiment as files to make: what each is made from, by which stage, with which settings. */
import { type Cell, cells, type DenseCell, denseCells } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { cellFiles, denseFiles, levelFiles, nullFiles, runFiles } from "./paths.js";
import { trainingCost } from "./training-cost.js";

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

/**
 * Settings of the optimiser and the engine, as options of train and fine-tune. Without an engine
 * they mean the sparse one, as they did before there was another.
 */
function optimizer(
  { training, engine, backend }: Experiment,
  learningRate = training.learningRate,
) {
  return {
    ...(engine === "sparse" ? {} : { engine, backend }),
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
      ...convolutionsOf(dense),
      width: dense.width,
      seed: dense.seed,
      epochs: experiment.training.epochs,
      ...optimizer(experiment),
    },
    settingsPath: `settings/${dense.name}.json`,
    cost: cost(dense),
  };
}

/** The option of train holds JSON, as the experiment file does. */
function convolutionsOf({ architecture: { convolutions } }: DenseCell) {
  return convolutions ? { convolutions: JSON.stringify(convolutions) } : {};
}

/** Work grows with the hidden units plus a part that does not depend on them. */
function cost({ architecture, width }: DenseCell): number {
  return 1e4 + trainingCost(architecture, width, 400, 10);
}

function cellTargets(experiment: Experiment, cell: Cell): Target[] {
  const files = cellFiles(cell.name);
  const dense = denseFiles(cell.dense.name);
  const settingsFor = (stage: string) => `settings/${cell.name}.${stage}.json`;
  const seed = cell.dense.seed;
  const one: MakeTarget = (stage, inputs, outputs, settings) => ({
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
        experiment.graph === "channels" ? {} : { convention: experiment.graph },
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
    ...(experiment.structure
      ? [
          one(
            "structure",
            [files.graph, files.nodes, files.partition],
            { out: files.structureStatistics },
            { seed, samples: experiment.structure.samples },
          ),
        ]
      : []),
    ...(experiment.nullModels ? [nullModelTarget(experiment, cell, one)] : []),
    ...(experiment.robustness ? robustnessTargets(experiment, cell, one) : []),
  ];
}

type MakeTarget = (
  stage: string,
  inputs: readonly string[],
  outputs: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>>,
) => Target;

function nullModelTarget(experiment: Experiment, cell: Cell, one: MakeTarget): Target {
  const files = cellFiles(cell.name);
  const dense = denseFiles(cell.dense.name);
  const { densities, repetitions, epochs, fineTuningEpochs } = experiment.nullModels!;
  const { training, fineTuning } = experiment;
  const levels = levelFiles(files.levels, "*").network;
  return {
    ...one(
      "null-model",
      [dense.network, dense.units, dense.performance, runFiles.dataset, levels],
      { networks: files.nullNetworks, out: files.nullModels },
      {
        densities,
        repetitions,
        seed: cell.dense.seed,
        epochs: epochs ?? training.epochs,
        "fine-tuning-epochs": fineTuningEpochs ?? fineTuning.epochs,
        ...optimizer(experiment),
      },
    ),
    needs: [files.performance, runFiles.dataset],
  };
}

/** Every level's own network under noise on its weights; null models under every perturbation. */
function robustnessTargets(experiment: Experiment, cell: Cell, one: MakeTarget): Target[] {
  const files = cellFiles(cell.name);
  const dense = denseFiles(cell.dense.name);
  const { shares, amplitudes, draws, images } = experiment.robustness!;
  const settings = { amplitudes, draws, images, seed: cell.dense.seed };
  const first = [dense.network, dense.units, runFiles.dataset];
  const levels = levelFiles(files.levels, "*");
  const nulls = nullFiles(files.nullNetworks, "initial");
  const own: Target = {
    ...one(
      "robustness",
      [...first, dense.network, dense.units, levels.network, levels.units],
      { out: files.robustness },
      { ...settings, perturbations: "weight-noise" },
    ),
    needs: [files.performance, runFiles.dataset],
  };
  if (!experiment.nullModels) return [own];
  const ofNulls: Target = {
    ...one(
      "robustness",
      [...first, nulls.network, nulls.units],
      { out: files.nullRobustness },
      { ...settings, shares },
    ),
    settingsPath: `settings/${cell.name}.null-robustness.json`,
    needs: [files.nullModels, runFiles.dataset],
  };
  return [own, ofNulls];
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

function analysisTargets(
  { analysis, structure, nullModels, robustness }: Experiment,
  all: readonly Cell[],
): Target[] {
  const each = (pick: (files: ReturnType<typeof cellFiles>) => string) =>
    all.map((cell) => pick(cellFiles(cell.name)));
  const { repetitions, confidence, permutations, metrics } = analysis;
  const bootstrap = { repetitions, confidence };
  const one: MakeTarget = (stage, inputs, outputs, settings) => ({
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
        ...(structure ? each((f) => f.structureStatistics) : []),
      ],
      { out: topology },
      {},
    ),
    one("criticality", [topology], { order, ...phenomena(), out: criticality }, bootstrap),
    one(
      "correlate",
      [topology],
      { predictions: runFiles.predictions, out: correlations },
      {
        permutations,
        confidence,
        metrics: metrics?.join(","),
      },
    ),
    ...(nullModels
      ? [
          one(
            "equivalence",
            [criticality, ...each((f) => f.nullModels)],
            { out: runFiles.equivalence },
            { margin: nullModels.margin, confidence },
          ),
        ]
      : []),
    ...(robustness
      ? [
          one(
            "robustness-summary",
            [...each((f) => f.robustness), ...(nullModels ? each((f) => f.nullRobustness) : [])],
            { shift: runFiles.noiseShift, out: runFiles.robustnessAreas },
            bootstrap,
          ),
        ]
      : []),
    one(
      "report",
      [
        topology,
        order,
        criticality,
        correlations,
        ...Object.values(phenomena()),
        runFiles.predictions,
        ...(nullModels ? [runFiles.equivalence] : []),
        ...(robustness ? [runFiles.robustnessAreas, runFiles.noiseShift] : []),
        ...each((f) => f.percolation),
        ...each((f) => f.degrees),
      ],
      { figures: "report/figures", out: runFiles.report },
      {},
    ),
  ];
}

/** Further tables of the criticality stage, each under the option of its own name. */
function phenomena(): Record<string, string> {
  const { observables, scaling, collapse, limits, crossings } = runFiles;
  const { models, universality, structure, verdict } = runFiles;
  return {
    observables,
    scaling,
    collapse,
    limits,
    crossings,
    models,
    universality,
    structure,
    verdict,
  };
}
