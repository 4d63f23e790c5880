/**
 * The whole sweep of one cell of experiments/mnist.json, beside PyTorch (bench/pytorch.ts): fc4 at width
 * 1, magnitude, seed 0: the dense training, then every level with its fine-tuning and evaluations on
 * test and training images, on one core, without files. PyTorch does the same with dense matrices and
 * masks, the same initial weights and batches, the same number of levels and weights. Median
 * processor time of three, interleaved; accuracies of some levels are printed beside each other.
 *
 *   node dist/bench/sweep.js [rounds, default 3]
 */
import type { Engine, TrainingSettings } from "../src/engine/engine.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { readExperiment } from "../src/experiment/read.js";
import { levelCounts } from "../src/experiment/schedule.js";
import { describeShape } from "../src/layers.js";
import { type Network, prunableWeights } from "../src/network.js";
import { packageRoot } from "../src/package.js";
import { type HiddenLayers, trainDense } from "../src/trajectory/level.js";
import { runTrajectory } from "../src/trajectory/trajectory.js";
import { table } from "./markdown.js";
import { besidePyTorch, type Sweep } from "./pytorch.js";
import { ordersOf } from "./pytorch-data.js";
import { data, machine } from "./setup.js";
import { median, processorTime } from "./timing.js";

const rounds = Number(process.argv[2] ?? 3);
const { training, fineTuning, architectures, schedule } = readExperiment(
  `${packageRoot}experiments/mnist.json`,
);
const { name: dataset, ...images } = data();
const forget = { load: () => undefined, save: () => undefined };

/** @param engine of our own; every level's training is told to `onTraining`. */
async function ours(engine: Engine): Promise<Sweep & { readonly counts: readonly number[] }> {
  const settings = { ...training, seed: 0 };
  const dense = await processorTime(() =>
    trainDense(engine, images, architectures[0] as HiddenLayers, settings),
  );
  const all = levelCounts(schedule, prunableWeights(dense.value.network));
  const levels = await processorTime(() =>
    runTrajectory(
      engine,
      images,
      dense.value,
      {
        criterion: "magnitude",
        pruning: "iterative",
        counts: all,
        untilDisconnected: schedule.until !== undefined,
        training: { ...settings, epochs: fineTuning.epochs },
      },
      forget,
    ),
  );
  return {
    dense: dense.milliseconds,
    levels: levels.milliseconds,
    wall: dense.wall + levels.wall,
    accuracies: levels.value.map(({ accuracy }) => accuracy),
    counts: all.slice(0, levels.value.length - 1),
  };
}

/** What each training started from and in which order it saw the images. */
async function recorded() {
  const trainings: { network: Network; settings: TrainingSettings }[] = [];
  const sparse = sparseEngine();
  const result = await ours({
    ...sparse,
    trainMany(jobs, ...rest) {
      trainings.push(...jobs);
      return sparse.trainMany(jobs, ...rest);
    },
  });
  const orders = trainings.flatMap(({ settings }) => ordersOf(images.train.count, settings));
  return { initial: trainings[0]!.network, orders, counts: result.counts };
}

const { initial, orders, counts } = await recorded();
const settings = { epochs: training.epochs, tuning: fineTuning.epochs, counts };
const mine: Sweep[] = [];
const theirs: Sweep[] = [];
const version = await besidePyTorch(
  { dataset: images, settings: training, orders, networks: [initial] },
  async (pytorch) => {
    for (let round = 0; round < rounds; round++) {
      mine.push(await ours(sparseEngine()));
      if (pytorch) theirs.push(await pytorch.sweep(settings));
    }
    return pytorch?.version ?? "no PyTorch";
  },
);

const part = (name: string, of: (sweep: Sweep) => number) => {
  const [own, other] = [median(mine.map(of)), median(theirs.map(of))];
  return [name, (own / 1000).toFixed(2), (other / 1000).toFixed(1), (other / own).toFixed(1)];
};
table(
  `fc4 ${describeShape(initial)}, experiments/mnist.json, one seed, ${images.train.count} images of ${dataset}, batch ` +
    `${training.batch}, ${training.epochs} epochs dense, ${fineTuning.epochs} a level; median processor time of ${rounds}; ${machine}, ${version}`,
  ["part", "pcrit, s", "PyTorch, s", "ratio"],
  [
    part("dense training", ({ dense }) => dense),
    part(`${counts.length} levels`, ({ levels }) => levels),
    part("whole sweep", ({ dense, levels }) => dense + levels),
    part("the same, wall clock", ({ wall }) => wall),
  ],
);
if (theirs.length > 0) {
  const every = [...counts.keys(), counts.length].filter((level) => level % 4 === 0);
  const density = (level: number) =>
    level === 0 ? 1 : counts[level - 1]! / prunableWeights(initial);
  table(
    "accuracies on the test images; one trajectory each, which rounding lets part where few weights are left",
    ["density", "pcrit", "PyTorch"],
    every.map((level) => [
      Number(density(level).toPrecision(3)),
      mine[0]!.accuracies[level]!.toFixed(3),
      theirs[0]!.accuracies[level]!.toFixed(3),
    ]),
  );
}
