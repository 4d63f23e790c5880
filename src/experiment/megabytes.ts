/** Roughly how much memory a target takes, from sizes alone: what a scheduler is asked for. */
import type { DenseCell } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { layerCosts } from "./layer-costs.js";
import { edges } from "./seconds.js";

/** Node with a stage. */
const START = 250;
/** Bytes of a weight as a table, with its moments, its gradients and its files: measured, of ten million. */
const WEIGHT = 100;
/** Of an image of 28 x 28 pixels: in the file, in the engine, and both once more while read. */
const IMAGE = 4 * 784;

export function dataMegabytes({ dataset }: Experiment): number {
  return START + 1e-6 * IMAGE * (dataset.train + dataset.test);
}

/** Of what trains or measures one network; taps count as if each kernel had nine. */
export function networkMegabytes(experiment: Experiment, dense: DenseCell): number {
  return dataMegabytes(experiment) + 1e-6 * WEIGHT * weights(dense) + values(experiment, dense);
}

/** Of a graph of layers, whose batch is in memory as a whole. */
function values({ training }: Experiment, { architecture, scale, image }: DenseCell): number {
  if (!("layers" in architecture)) return 0;
  return 1e-6 * layerCosts(architecture.layers, scale, image).bytes(training.batch);
}

function weights(dense: DenseCell): number {
  const { architecture, scale, image } = dense;
  if ("layers" in architecture) return layerCosts(architecture.layers, scale, image).weights;
  return edges(dense) * (architecture.convolutions ? 9 : 1);
}

/** Of an analysis of all cells: tables of some hundred numbers a level. */
export function analysisMegabytes(cells: number): number {
  return 2 * START + 0.3 * cells;
}
