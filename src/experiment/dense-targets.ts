/** What is made once for all cells that start from the same dense network. */
import type { DenseCell } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { networkMegabytes } from "./megabytes.js";
import { once } from "./once.js";
import { denseFiles, runFiles } from "./paths.js";
import { productsPerImage, trainingSeconds } from "./seconds.js";
import type { Target } from "./target.js";

/**
 * Settings of the optimiser and the engine, as options of train and fine-tune. Without an engine
 * they mean the sparse one, as they did before there was another.
 */
export function optimizer(
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

/** Seeds in one process: of a few cells no more than these, so that there is something for all workers. */
const SEEDS_TOGETHER = 20;
/** Of many cells more, at most: a command line, which names the files of all, has an end at 131,072 bytes. */
const MOST_SEEDS = 100;
/** So many processes keep all workers busy. */
const ENOUGH = 64;

/** Products of one process that trains networks one after the other: about ten seconds. */
const WORK_TOGETHER = 3e10;

/**
 * Which networks one process trains. An engine that trains many at once takes all of one shape. The
 * sparse engine takes them one by one and leaves large ones to as many workers as there are; but a
 * process that trains a small one spends half of its time on starting and on compiling its code.
 * @param epochs over all images at full density that the training of one network comes to.
 * @param kind of networks that are not trained with others, for the sparse engine.
 */
export function group(
  stage: string,
  experiment: Experiment,
  dense: DenseCell,
  epochs: number,
  kind = "",
): string {
  const { architecture, width, seed } = dense;
  const shape = `${stage} ${architecture.name}-w${width}`;
  if (experiment.engine !== "sparse") return once(`${shape}-${Math.floor(seed / SEEDS_TOGETHER)}`);
  const work = productsPerImage(dense) * experiment.dataset.train * epochs;
  const seeds = seedsWithin(experiment, WORK_TOGETHER, work);
  return once(`${shape}-${kind}-${Math.floor(seed / seeds)}`);
}

/** How many networks one process takes, if they are to make up no more than `most` and one takes `each`. */
export function seedsWithin(experiment: Experiment, most: number, each: number): number {
  const { architectures, widths, criteria, seeds } = experiment;
  const cells = architectures.length * widths.length * criteria.length * seeds;
  const together = Math.min(MOST_SEEDS, Math.max(SEEDS_TOGETHER, Math.floor(cells / ENOUGH)));
  return Math.max(1, Math.min(together, Math.floor(most / each)));
}

/** A network that was trained elsewhere, as a trained one is left. */
export function importTarget(experiment: Experiment, dense: DenseCell): Target {
  const { own, file } = dense.imported!;
  const { name, from: _, prefix, keepZeros, ...words } = own;
  const files = denseFiles(dense.made);
  const { engine, backend } = experiment;
  return {
    stage: "import-dense",
    target: files.performance,
    inputs: [file.file, runFiles.dataset],
    outputs: { out: files.network, units: files.units, performance: files.performance },
    settings: {
      ...(engine === "sparse" ? {} : { engine, backend }),
      architecture: name,
      width: dense.width,
      ...(prefix === undefined ? {} : { prefix }),
      ...(keepZeros ? { "keep-zeros": true } : {}),
      ...(Object.keys(words).length > 0 ? { words: JSON.stringify(words) } : {}),
    },
    settingsPath: `settings/${dense.made}.json`,
    // It answers every image once.
    seconds: trainingSeconds(experiment, dense, 0.5),
    megabytes: networkMegabytes(experiment, dense),
  };
}

export function trainTarget(experiment: Experiment, dense: DenseCell): Target {
  const files = denseFiles(dense.made);
  return {
    stage: "train",
    target: files.performance,
    inputs: [runFiles.dataset],
    outputs: { out: files.network, units: files.units, performance: files.performance },
    settings: {
      architecture: dense.architecture.name,
      ...layersOf(dense),
      width: dense.width,
      seed: dense.seed,
      epochs: experiment.training.epochs,
      ...optimizer(experiment),
    },
    settingsPath: once(`settings/${dense.architecture.name}-w${dense.width}.train.json`),
    seconds: trainingSeconds(experiment, dense, experiment.training.epochs),
    megabytes: networkMegabytes(experiment, dense),
    group: group("train", experiment, dense, experiment.training.epochs),
  };
}

/** Options of train that hold lists of layers do so as JSON, as the experiment file does. */
function layersOf({ architecture }: DenseCell): Record<string, unknown> {
  if ("layers" in architecture) return { layers: JSON.stringify(architecture.layers) };
  const { hidden, convolutions } = architecture;
  return { hidden, ...(convolutions ? { convolutions: JSON.stringify(convolutions) } : {}) };
}
