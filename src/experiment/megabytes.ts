/** Roughly how much memory a target takes, from sizes alone: what a scheduler is asked for. */
import type { DenseCell } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { layerCosts } from "./layer-costs.js";
import { levelCounts } from "./schedule.js";
import { densitySum, edges } from "./seconds.js";
import { sizeInUnits } from "./units-size.js";

/** Node with a stage. */
const START = 250;
/** Bytes of a weight as a table, with its moments, its gradients and its files: measured, of ten million. */
const WEIGHT = 100;
/** Of a node of a graph, of an edge of one, and of an edge that is measured. */
const NODE = 200;
const EDGE = 17;
const MEASURED = 50;
/** Of an image of 28 x 28 pixels: in the file, in the engine, and both once more while read. */
const IMAGE = 4 * 784;

export function dataMegabytes({ dataset }: Experiment): number {
  return START + 1e-6 * IMAGE * (dataset.train + dataset.test);
}

/** Of what trains or measures one network; taps count as if each kernel had nine. */
export function networkMegabytes(experiment: Experiment, dense: DenseCell): number {
  const network = 1e-6 * WEIGHT * weights(dense) + values(experiment, dense);
  return dataMegabytes(experiment) + Math.max(network, unitsMegabytes(experiment, dense));
}

/** Of the graph units, which has more edges than weights: all levels are in memory, one of them is measured. */
function unitsMegabytes(experiment: Experiment, dense: DenseCell): number {
  const size = experiment.graph === "units" ? sizeInUnits(dense) : undefined;
  if (!size) return 0;
  return 1e-6 * (NODE * size.nodes + (EDGE * (1 + densitySum(experiment)) + MEASURED) * size.edges);
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

/**
 * Of an analysis of all cells, measured of 10,000 and 100,000 and half as much again: what is kept of a cell's files,
 * and of each level what the analyses make of it, beside the columns of topology.arrow, which are held once and, while
 * the table is made or read, in part once more.
 */
export function analysisMegabytes({ schedule }: Experiment, all: readonly DenseCell[]): number {
  const firsts = all.filter(({ seed }) => seed === 0);
  const most = (of: (dense: DenseCell) => number) =>
    firsts.reduce((largest, dense) => Math.max(largest, of(dense)), 0);
  const rows = 1 + most((dense) => levelCounts(schedule, weights(dense)).length);
  const row = ROW + 2 * 8 * (COLUMNS + LAYER_COLUMNS * most(layersOf));
  return 2 * START + 1e-6 * all.length * (CELL + rows * row);
}

/** Bytes of a cell, and of a level of one. */
const CELL = 12_000;
const ROW = 2500;
/** Columns of a row, and of those for each layer. */
const COLUMNS = 60;
const LAYER_COLUMNS = 30;

function layersOf({ architecture }: DenseCell): number {
  if ("layers" in architecture) return architecture.layers.length;
  return architecture.hidden.length + (architecture.convolutions?.length ?? 0) + 1;
}

/** Of what looks at all targets of a run: measured of half a million, and a third as much again. */
export function planMegabytes(targets: number): number {
  return START + 4e-3 * targets;
}
