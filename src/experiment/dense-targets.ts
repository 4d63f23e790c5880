/** What is made once for all cells that start from the same dense network. */
import type { DenseCell } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { denseFiles, runFiles } from "./paths.js";
import type { Target } from "./target.js";
import { trainingCost } from "./training-cost.js";

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

/** Seeds in one process at most: a command line, which names the files of all, has an end. */
export const SEEDS_TOGETHER = 20;

/**
 * Networks of one shape are trained together where the engine trains many at once; the sparse engine
 * gains nothing from it, and keeps workers busy with a cell each.
 */
export function group({ engine }: Experiment, { architecture, width, seed }: DenseCell) {
  if (engine === "sparse") return {};
  return { group: `${architecture.name}-w${width}-${Math.floor(seed / SEEDS_TOGETHER)}` };
}

export function trainTarget(experiment: Experiment, dense: DenseCell): Target {
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
    ...group(experiment, dense),
  };
}

/** The option of train holds JSON, as the experiment file does. */
function convolutionsOf({ architecture: { convolutions } }: DenseCell) {
  return convolutions ? { convolutions: JSON.stringify(convolutions) } : {};
}

/** Work grows with the hidden units plus a part that does not depend on them. */
export function cost({ architecture, width }: DenseCell): number {
  return 1e4 + trainingCost(architecture, width, 400, 10);
}
