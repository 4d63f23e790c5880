/**
 * Roughly how many seconds a target takes on one core, from sizes alone: what a run expects of a stage
 * that it has not seen yet. Fitted to the shipped experiments on an AMD EPYC, where a stage is mostly
 * within a factor of two; a run corrects it by what its own targets take.
 */
import type { DenseCell } from "./cells.js";
import type { Architecture, Experiment } from "./experiment.js";
import { layerCosts } from "./layer-costs.js";
import { scaledConvolutions, scaledHidden } from "./scale.js";
import { trainingCost } from "./training-cost.js";
import { sizeInUnits } from "./units-size.js";

/** Products that training the dense network computes in a second, forward and backward as one. */
const RATE = 6.5e9;
/** Products of a convolution take longer: its planes are read and written in small pieces. */
const CONVOLUTION = 3;
/** Lit pixels, of 784, and classes. */
const INPUTS = 400;
const CLASSES = 10;

/** Products for an image, and a part of the work that does not depend on the hidden units. */
export function productsPerImage({ architecture, scale, image }: DenseCell): number {
  return 1e4 + trainingCost(architecture, scale, INPUTS, CLASSES, image);
}

/** @param epochs over all training images, at full density. */
export function trainingSeconds(experiment: Experiment, dense: DenseCell, epochs: number): number {
  const products = productsPerImage(dense) * experiment.dataset.train * epochs;
  return 0.2 + (products / RATE) * (isConvolutional(dense.architecture) ? CONVOLUTION : 1);
}

/** Whether its products are those of planes. */
export function isConvolutional(architecture: Architecture): boolean {
  if ("layers" in architecture)
    return architecture.layers.some(({ kind }) => kind === "convolution");
  return architecture.convolutions !== undefined;
}

/** Densities of all levels below the dense one, added up: what they cost, as dense networks. */
export function densitySum({ schedule }: Experiment): number {
  const given = schedule.densities?.reduce((sum, density) => sum + density, 0);
  return given ?? schedule.ratio! / (1 - schedule.ratio!);
}

/** Seconds for a cell, and for a million edges of its levels. */
const measures: Readonly<Record<string, readonly [number, number]>> = {
  graph: [0.1, 0.6],
  percolation: [0.1, 0.8],
  degree: [0.15, 0.4],
  community: [0.15, 0.8],
  portrait: [0.3, 1.5],
  structure: [5, 10],
  metrics: [0.5, 10],
};

/** @param stage one that is run for each cell. */
export function cellSeconds(stage: string, experiment: Experiment, dense: DenseCell): number {
  const measure = measures[stage];
  if (measure)
    return (
      measure[0] + measure[1] * 1e-6 * graphEdges(experiment, dense) * (1 + densitySum(experiment))
    );
  const training = (epochs: number) => trainingSeconds(experiment, dense, epochs);
  switch (stage) {
    case "trajectory":
      // Every level is also evaluated, about an epoch's work; sparse products take longer.
      return 2 * training((experiment.fineTuning.epochs + 1) * densitySum(experiment));
    case "null-model": {
      // Three models, from their initial and from the learned weights.
      const { densities, repetitions, epochs, fineTuningEpochs } = experiment.nullModels!;
      const once =
        (epochs ?? experiment.training.epochs) + (fineTuningEpochs ?? experiment.fineTuning.epochs);
      const share = densities.reduce((sum, density) => sum + density, 0);
      return 3 * repetitions * (densities.length * 0.3 + training(2 * once * share));
    }
    case "robustness": {
      const { amplitudes, draws, images } = experiment.robustness!;
      const epoch = images / experiment.dataset.train / 3;
      return 2 + training(epoch * draws * amplitudes.length * (1 + densitySum(experiment)));
    }
    default:
      throw new RangeError(`no estimate for ${stage}`);
  }
}

/** Seconds for the run, and for each of its cells. */
const analyses: Readonly<Record<string, readonly [number, number]>> = {
  topology: [0.3, 0.04],
  criticality: [1, 0.4],
  correlate: [0.5, 0.15],
  equivalence: [0.5, 0.05],
  "robustness-summary": [0.5, 0.05],
  report: [2, 0.08],
};

/** @param stage one that is run once, for all cells. */
export function analysisSeconds(stage: string, cells: number): number {
  const known = analyses[stage];
  if (!known) throw new RangeError(`no estimate for ${stage}`);
  return known[0] + known[1] * cells;
}

/** Edges of the graph that is measured, of the dense network. */
function graphEdges({ graph }: Experiment, dense: DenseCell): number {
  return (graph === "units" && sizeInUnits(dense)?.edges) || edges(dense);
}

/** Connections of the dense network; of a convolution, the pairs of channels. */
export function edges({ architecture, scale, image }: DenseCell): number {
  if ("layers" in architecture) return layerCosts(architecture.layers, scale, image).edges;
  const convolutions = scaledConvolutions(architecture.convolutions ?? [], scale);
  const units = [
    convolutions.length > 0 ? 1 : 784,
    ...convolutions.map(({ channels }) => channels),
    ...scaledHidden(architecture.hidden, scale),
    CLASSES,
  ];
  return units.slice(1).reduce((sum, n, l) => sum + n * units[l]!, 0);
}
