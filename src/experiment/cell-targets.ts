/** What is made for each cell: trajectory, graph, statistics, null models, robustness. */
import type { Cell } from "./cells.js";
import { group, optimizer, seedsWithin } from "./dense-targets.js";
import type { Experiment, MetricSettings, NetworkFile } from "./experiment.js";
import { graphMeasures } from "./measures.js";
import { networkMegabytes } from "./megabytes.js";
import { once } from "./once.js";
import { maskFolder, sumsOf } from "./own-masks.js";
import { denseFiles, firstNulls, levelFiles, metricFile, nullFiles, runFiles } from "./paths.js";
import { cellSeconds, densitySum, isConvolutional, productsPerImage } from "./seconds.js";
import { type MakeTarget, type Target, targetMaker } from "./target.js";

export function cellTargets(experiment: Experiment, cell: Cell): Target[] {
  const files = cell.files;
  const dense = denseFiles(cell.dense.made);
  const seed = cell.dense.seed;
  // One dense level more than are tuned, for the evaluations of all.
  const epochs = experiment.fineTuning.epochs * (1 + densitySum(experiment));
  const maker = (group?: (stage: string) => string) =>
    targetMaker(
      (stage) => `settings/${seriesName(cell)}.${stage}.json`,
      (stage) => cellSeconds(stage, experiment, cell.dense),
      networkMegabytes(experiment, cell.dense),
      group,
    );
  const one = maker();
  const pruned = maker((stage) => group(stage, experiment, cell.dense, epochs, cell.criterion));
  const measured = maker((stage) => measuredTogether(experiment, cell, stage));
  return [
    withReads(
      ownReads(cell),
      pruned(
        "trajectory",
        [dense.network, dense.units, dense.performance, runFiles.dataset],
        { levels: files.levels, confusion: files.confusion, out: files.performance },
        trajectorySettings(experiment, cell),
      ),
    ),
    measured(
      "graph",
      [dense.network, levelFiles(files.levels, "*").network],
      { nodes: files.nodes, out: files.graph },
      experiment.graph === "channels" ? {} : { convention: experiment.graph },
    ),
    measured(
      "percolation",
      [files.graph, files.nodes],
      { statistics: files.percolationStatistics, out: files.percolation },
      { seed, shuffles: experiment.percolation.shuffles },
    ),
    measured(
      "degree",
      [files.graph, files.nodes, runFiles.dataset],
      { statistics: files.degreeStatistics, out: files.degrees },
      {},
    ),
    measured(
      "community",
      [files.graph, files.nodes],
      { statistics: files.communityStatistics, out: files.partition },
      { seed, ...experiment.communities },
    ),
    ...(experiment.structure
      ? [
          one(
            "structure",
            [files.graph, files.nodes, files.partition],
            { out: files.structureStatistics },
            { seed, ...experiment.structure },
          ),
        ]
      : []),
    ...(experiment.metrics ?? []).map((metric) => metricTarget(cell, metric, measured)),
    ...(hasNullModelsOf(experiment, cell.dense.imported?.file)
      ? [nullModelTarget(experiment, cell, one)]
      : []),
    ...(isPortrayed(cell) ? [portraitTarget(experiment, cell, one)] : []),
    ...(experiment.robustness ? robustnessTargets(experiment, cell, one) : []),
  ];
}

/** Products for an image of the networks whose cells one process measures, one after the other. */
const PRODUCTS_TOGETHER = 1e6;
/** Seconds in which one process makes all measures of a graph. */
const SECONDS_TOGETHER = 12;

/**
 * A process that measures a small cell spends most of its time on starting and on compiling its code:
 * it goes on with the next seeds, and where that is a matter of seconds, with the next measure of them all.
 */
function measuredTogether(experiment: Experiment, cell: Cell, stage: string): string {
  const { dense } = cell;
  const seeds = seedsWithin(experiment, PRODUCTS_TOGETHER, productsPerImage(dense));
  const each = graphMeasures.reduce((sum, one) => sum + cellSeconds(one, experiment, dense), 0);
  const what = each * Math.min(seeds, experiment.seeds) < SECONDS_TOGETHER ? "measures" : stage;
  return once(`${what} ${seriesName(cell)}-${Math.floor(dense.seed / seeds)}`);
}

/** What cells that differ by their seed alone have in common. */
function seriesName({ dense, criterion }: Cell): string {
  return `${dense.architecture.name}-w${dense.width}-${criterion}`;
}

/** One cell stands for its series and width in pictures: that of the first seed. */
export function isPortrayed({ dense }: Cell): boolean {
  return dense.seed === 0;
}

/** Null models stand beside the learned network; not where nodes are the values of a chain. */
export function showsNulls(experiment: Experiment, { dense }: Cell): boolean {
  const shown = "layers" in dense.architecture || nodesAreUnits(experiment, dense);
  return shown && hasNullModelsOf(experiment, dense.imported?.file);
}

/** Values at positions are neither, and have no weights' signs. */
function nodesAreUnits({ graph }: Experiment, { architecture }: Cell["dense"]): boolean {
  return graph === "channels" || !("layers" in architecture || isConvolutional(architecture));
}

function portraitTarget(experiment: Experiment, cell: Cell, one: MakeTarget): Target {
  const files = cell.files;
  const networks = [denseFiles(cell.dense.made).network, levelFiles(files.levels, "*").network];
  const signed = nodesAreUnits(experiment, cell.dense);
  const nulls = showsNulls(experiment, cell);
  return {
    ...one(
      "portrait",
      [
        ...[files.graph, files.nodes, files.partition, ...(signed ? networks : [])],
        ...(nulls ? [firstNulls(files.nullNetworks)] : []),
      ],
      {
        edges: files.portraitEdges,
        bands: files.portraitBands,
        ...(nulls ? { nulls: files.portraitNulls } : {}),
        out: files.portrait,
      },
      {},
    ),
    // The analyses of the whole run are few and long; pictures keep the other workers busy meanwhile.
    after: [runFiles.topology],
    group: portrayedTogether(experiment, cell),
  };
}

/** Seconds up to which a portrait is made with those of the other widths. */
const SMALL_PORTRAIT = 1;

/** A process that makes a small portrait spends most of its time on starting and on compiling its code. */
function portrayedTogether(experiment: Experiment, { dense, criterion }: Cell): string | undefined {
  if (cellSeconds("portrait", experiment, dense) >= SMALL_PORTRAIT) return undefined;
  return once(`portraits ${dense.architecture.name}-${criterion}`);
}

/** Each by itself: of another module nothing else is made anew. */
function metricTarget(cell: Cell, metric: MetricSettings, measured: MakeTarget): Target {
  const files = cell.files;
  const { module, name, graph, edges, sha256 } = metric;
  const made = measured(
    "metrics",
    [files.graph, files.nodes, files.performance],
    { out: metricFile(cell.name, name) },
    { name, graph, edges, seed: cell.dense.seed, ...ownOrLibrary(module, sha256) },
  );
  return {
    ...made,
    ...(sha256 === undefined ? {} : { reads: { module } }),
    settingsPath: `settings/${cell.name}.metrics.${name}.json`,
    group: `${name}-${made.group}`,
  };
}

function ownOrLibrary(module: string, sha256: string | undefined): Record<string, unknown> {
  return sha256 === undefined ? { module } : { "module-sha256": sha256 };
}

/**
 * Subnetworks draw places from a dense network; and of one that was trained elsewhere they can start from its
 * own weights alone.
 */
export function hasNullModelsOf(
  { nullModels, fineTuning }: Pick<Experiment, "nullModels" | "fineTuning">,
  file?: NetworkFile,
): boolean {
  if (!nullModels || !file) return nullModels !== undefined;
  return file.density === 1 && (nullModels.fineTuningEpochs ?? fineTuning.epochs) > 0;
}

function nullModelTarget(experiment: Experiment, cell: Cell, one: MakeTarget): Target {
  const files = cell.files;
  const dense = denseFiles(cell.dense.made);
  const { densities, repetitions, epochs, fineTuningEpochs } = experiment.nullModels!;
  const { training, fineTuning } = experiment;
  const levels = levelFiles(files.levels, "*").network;
  return one(
    "null-model",
    [dense.network, dense.units, dense.performance, runFiles.dataset, levels],
    { networks: files.nullNetworks, out: files.nullModels },
    {
      densities,
      repetitions,
      seed: cell.dense.seed,
      epochs: cell.dense.imported ? 0 : (epochs ?? training.epochs),
      "fine-tuning-epochs": fineTuningEpochs ?? fineTuning.epochs,
      ...optimizer(experiment),
    },
  );
}

/** Every level's own network under noise on its weights; null models under every perturbation. */
function robustnessTargets(experiment: Experiment, cell: Cell, one: MakeTarget): Target[] {
  const files = cell.files;
  const dense = denseFiles(cell.dense.made);
  const { shares, amplitudes, draws, images } = experiment.robustness!;
  const settings = { amplitudes, draws, images, seed: cell.dense.seed };
  const first = [dense.network, dense.units, runFiles.dataset];
  const levels = levelFiles(files.levels, "*");
  const nulls = nullFiles(files.nullNetworks, cell.dense.imported ? "inherited" : "initial");
  const own = one(
    "robustness",
    [...first, dense.network, dense.units, levels.network, levels.units],
    { out: files.robustness },
    { ...settings, perturbations: "weight-noise" },
  );
  if (!hasNullModelsOf(experiment, cell.dense.imported?.file)) return [own];
  const ofNulls: Target = {
    ...one(
      "robustness",
      [...first, nulls.network, nulls.units],
      { out: files.nullRobustness },
      { ...settings, shares },
    ),
    settingsPath: `settings/${seriesName(cell)}.null-robustness.json`,
  };
  return [own, ofNulls];
}

function withReads(reads: Target["reads"], target: Target): Target {
  return reads === undefined ? target : { ...target, reads };
}

/** A criterion of the user's own is made from its files. */
function ownReads({ dense, own }: Cell): Target["reads"] {
  if (own?.module !== undefined) return { module: own.module };
  if (own?.masks !== undefined) return { masks: sumsOf(own.masks, maskFolder(own, dense)) };
  return undefined;
}

/** What the plan knows of its content. */
function ownSettings({ dense, own }: Cell): Record<string, unknown> {
  if (own === undefined) return {};
  const { sha256 } = own;
  const hash = typeof sha256 === "object" ? sha256[maskFolder(own, dense)] : sha256;
  return { "criterion-sha256": hash };
}

function trajectorySettings(experiment: Experiment, cell: Cell): Record<string, unknown> {
  const { schedule, fineTuning } = experiment;
  const { ratio, minimumDensity, densities } = schedule;
  // The densities of masks are their own.
  const levels =
    cell.own?.masks === undefined ? { ratio, "minimum-density": minimumDensity, densities } : {};
  return {
    criterion: cell.criterion,
    ...ownSettings(cell),
    pruning: experiment.pruning,
    seed: cell.dense.seed,
    ...levels,
    until: schedule.until,
    epochs: fineTuning.epochs,
    ...optimizer(experiment, fineTuning.learningRate),
  };
}
