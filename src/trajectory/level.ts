/**
 * The steps of a trajectory: train, prune, fine-tune. The stages of these names and the stage
 * `trajectory` call the same three functions, so that a trajectory made by hand has the same bytes.
 */
import type { Dataset, Images } from "../data/dataset.js";
import type { Engine, Evaluation, Optimizer } from "../engine/engine.js";
import type { ConvolutionSettings } from "../geometry.js";
import { initialise } from "../initialise.js";
import { layerGraph, type NamedLayer } from "../layer-settings.js";
import { describeShape, type Shape, shapeFor, shapeOfGraph, square } from "../layers.js";
import type { Network } from "../network.js";
import type { OwnCriterion } from "../prune/own-criterion.js";
import { type Criterion, checkKeep, prune } from "../prune/prune.js";
import { type Performance, performanceOf, type Trained } from "./performance.js";

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

/** A graph of layers at a width. @see layerGraph */
export interface LayersAtWidth {
  readonly layers: readonly NamedLayer[];
  readonly width: number;
  /** What it is called in messages. */
  readonly where: string;
}

/** Confusion matrices on the test images, row = true class: before and after this level's training. */
export interface Confusion {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
}

export interface LevelResult {
  readonly network: Network;
  readonly performance: Performance;
  /** Level 0 gives the trained network for both. */
  readonly confusion: Confusion;
}

type OnEpoch = (epoch: number, meanLoss: number) => void;
/** Is told whose epoch ended, by its place among the jobs. */
type OnEpochOf = (job: number, ...rest: Parameters<OnEpoch>) => void;

/** One dense network to train, among others. */
export interface DenseJob {
  readonly layers: HiddenLayers | LayersAtWidth;
  readonly training: LevelTraining;
}

/** One network to train at its level, among others. */
export interface LevelJob {
  readonly network: Network;
  readonly training: LevelTraining;
  readonly level: number;
}

/**
 * What names the random streams of a cell. Networks of other shapes draw other numbers under the
 * same seed, so that sizes are independent samples; criteria share them, so that they are paired.
 */
function streamName(seed: number, shape: Shape): string {
  return `seed ${seed}, units ${describeShape(shape)}`;
}

/** A dense network before its training. */
export function initialNetwork(shape: Shape, seed: number): Network {
  return initialise(shape, streamName(seed, shape));
}

/** Level 0: initialises and trains the dense network. */
export async function trainDense(
  engine: Engine,
  dataset: Dataset,
  hidden: HiddenLayers | LayersAtWidth,
  training: LevelTraining,
  onEpoch?: OnEpoch,
): Promise<LevelResult> {
  const jobs = [{ layers: hidden, training }];
  return (await trainDenseMany(engine, dataset, jobs, (_, ...rest) => onEpoch?.(...rest)))[0]!;
}

/** @throws UserError where layers do not fit the images. */
function shapeOn({ width, classes, image }: Images, own: HiddenLayers | LayersAtWidth): Shape {
  return "hidden" in own
    ? shapeFor(width, classes, own.hidden, own.convolutions, image)
    : shapeOfGraph(layerGraph(own.where, own.layers, image ?? square(width), classes, own.width));
}

/** Level 0 of several networks, trained together. */
export async function trainDenseMany(
  engine: Engine,
  dataset: Dataset,
  jobs: readonly DenseJob[],
  onEpoch?: OnEpochOf,
): Promise<LevelResult[]> {
  const { normalise } = dataset;
  const initial = jobs.map(({ layers, training }) => {
    const shape = shapeOn(dataset.train, layers);
    const network = initialNetwork(shape, training.seed);
    return { network: normalise ? { ...network, normalise } : network, training, level: 0 };
  });
  return trainLevels(engine, dataset, initial, undefined, onEpoch);
}

/** Level 0 of a network that was trained elsewhere: what it answers. */
export async function evaluateDense(
  engine: Engine,
  { train, test }: Dataset,
  network: Network,
): Promise<LevelResult> {
  const onTest = await engine.evaluate(network, test);
  const trainAfter = await engine.evaluate(network, train);
  const sides = { before: network, after: network, testBefore: onTest, testAfter: onTest };
  return levelResult({ level: 0, ...sides, trainAfter });
}

/** A criterion of ours, by its name, or one of the user's own. */
export type Pruning = Criterion | OwnCriterion;

/**
 * Leaves exactly `keep` weights. @param images of training, for criteria that look at them.
 * @throws UserError where there are fewer.
 */
export function pruneLevel(
  network: Network,
  keep: number,
  criterion: Criterion,
  seed: number,
  images?: Images,
): Network {
  return prune(network, keep, criterion, streamName(seed, network), images);
}

/** The same by a criterion of the user's own too. @param level step of the schedule, from 1. */
export async function pruneLevelBy(
  pruning: Pruning,
  network: Network,
  { keep, seed, level, images }: LevelPruning,
): Promise<Network> {
  if (typeof pruning === "string") return pruneLevel(network, keep, pruning, seed, images);
  checkKeep(network, keep);
  return pruning.prune(network, { keep, seed: streamName(seed, network), level, images });
}

export interface LevelPruning {
  readonly keep: number;
  readonly seed: number;
  readonly level: number;
  readonly images?: Images | undefined;
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
  const jobs = [{ network: pruned, training, level }];
  return (await fineTuneMany(engine, dataset, jobs, (_, ...rest) => onEpoch?.(...rest)))[0]!;
}

/** `fineTune` of several pruned networks, together. */
export async function fineTuneMany(
  engine: Engine,
  dataset: Dataset,
  jobs: readonly LevelJob[],
  onEpoch?: OnEpochOf,
): Promise<LevelResult[]> {
  const pruned = jobs.map((job) => job.network);
  const testBefore = await engine.evaluateMany(pruned, dataset.test);
  return trainLevels(engine, dataset, jobs, testBefore, onEpoch);
}

/** @param testBefore evaluations before the training; those after it where left out. */
async function trainLevels(
  engine: Engine,
  { train, test }: Dataset,
  jobs: readonly LevelJob[],
  testBefore: readonly Evaluation[] | undefined,
  onEpoch?: OnEpochOf,
): Promise<LevelResult[]> {
  const trained = await trainNetworks(engine, train, jobs, onEpoch);
  const onTest = await engine.evaluateMany(trained, test);
  const onTrain = await engine.evaluateMany(trained, train);
  return jobs.map(({ network: before, level }, i) => {
    const [after, testAfter, trainAfter] = [trained[i]!, onTest[i]!, onTrain[i]!];
    const row = { level, before, after, testBefore: testBefore?.[i] ?? testAfter };
    return levelResult({ ...row, testAfter, trainAfter });
  });
}

function levelResult(trained: Trained): LevelResult {
  const { after, testBefore, testAfter } = trained;
  const confusion = { before: testBefore.confusion, after: testAfter.confusion };
  return { network: after, performance: performanceOf(trained), confusion };
}

/** A network without epochs stays as it is. */
async function trainNetworks(
  engine: Engine,
  images: Images,
  jobs: readonly LevelJob[],
  onEpoch?: OnEpochOf,
): Promise<Network[]> {
  const places = jobs.flatMap(({ training }, i) => (training.epochs === 0 ? [] : [i]));
  const training = places.map((place) => {
    const { network, training, level } = jobs[place]!;
    const seed = `${streamName(training.seed, network)}, level ${level}`;
    return { network, settings: { ...training, seed } };
  });
  const found = await engine.trainMany(training, images, (i, ...rest) =>
    onEpoch?.(places[i]!, ...rest),
  );
  const trained = jobs.map((job) => job.network);
  places.forEach((place, i) => {
    trained[place] = found[i]!;
  });
  return trained;
}
