/**
 * The steps of a trajectory: train, prune, fine-tune. The stages of these names and the stage
 * `trajectory` call the same three functions, so that a trajectory made by hand has the same bytes.
 */
import type { Dataset } from "../data/dataset.js";
import type { Engine, Optimizer } from "../engine/engine.js";
import { initialise } from "../initialise.js";
import { type ConvolutionSettings, describeShape, type Shape, shapeFor } from "../layers.js";
import type { Network } from "../network.js";
import { type Criterion, prune } from "../prune/prune.js";
import { type Performance, performanceOf } from "./performance.js";

export interface LevelTraining extends Optimizer {
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
}

/** Layers between inputs and outputs; convolutions come first. */
export interface HiddenLayers {
  readonly convolutions?: readonly ConvolutionSettings[];
  /** Units of the fully connected ones. */
  readonly hidden: readonly number[];
}

export interface LevelResult {
  readonly network: Network;
  readonly performance: Performance;
}

type OnEpoch = (epoch: number, meanLoss: number) => void;

/**
 * What names the random streams of a cell. Networks of other shapes draw other numbers under the
 * same seed, so that sizes are independent samples; criteria share them, so that they are paired.
 */
function streamName(seed: number, shape: Shape): string {
  return `seed ${seed}, units ${describeShape(shape)}`;
}

/** Level 0: initialises and trains the dense network. */
export async function trainDense(
  engine: Engine,
  dataset: Dataset,
  hidden: HiddenLayers,
  training: LevelTraining,
  onEpoch?: OnEpoch,
): Promise<LevelResult> {
  const { train, test } = dataset;
  const shape = shapeFor(train.width, train.classes, hidden.hidden, hidden.convolutions);
  const before = initialise(shape, streamName(training.seed, shape));
  const after = await trainLevel(engine, before, dataset, training, 0, onEpoch);
  const testAfter = await engine.evaluate(after, test);
  const trainAfter = await engine.evaluate(after, train);
  const row = { level: 0, before, after, testBefore: testAfter, testAfter, trainAfter };
  return { network: after, performance: performanceOf(row) };
}

/** Leaves exactly `keep` weights. @throws UserError where there are fewer. */
export function pruneLevel(
  network: Network,
  keep: number,
  criterion: Criterion,
  seed: number,
): Network {
  return prune(network, keep, criterion, streamName(seed, network));
}

/** Trains a pruned network with a fresh optimiser; its mask stays. */
export async function fineTune(
  engine: Engine,
  pruned: Network,
  dataset: Dataset,
  training: LevelTraining,
  level: number,
  onEpoch?: OnEpoch,
): Promise<LevelResult> {
  const testBefore = await engine.evaluate(pruned, dataset.test);
  const after = await trainLevel(engine, pruned, dataset, training, level, onEpoch);
  const testAfter = await engine.evaluate(after, dataset.test);
  const trainAfter = await engine.evaluate(after, dataset.train);
  const row = { level, before: pruned, after, testBefore, testAfter, trainAfter };
  return { network: after, performance: performanceOf(row) };
}

async function trainLevel(
  engine: Engine,
  network: Network,
  dataset: Dataset,
  training: LevelTraining,
  level: number,
  onEpoch?: OnEpoch,
): Promise<Network> {
  if (training.epochs === 0) return network;
  const seed = `${streamName(training.seed, network)}, level ${level}`;
  return engine.train(network, dataset.train, { ...training, seed }, onEpoch);
}
