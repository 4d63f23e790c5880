/**
 * One fine-tuning epoch of fc4 at several densities, beside PyTorch (Debian's python3-torch, one
 * thread) where it is installed: the median of five, the two interleaved. Times are processor time,
 * so that other work on the machine counts little; the engine's contains what V8's helper threads
 * take. The engine's is a whole call of train, with the reading of the images and the network;
 * PyTorch's is the loop over batches alone.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { Images } from "../src/data/dataset.js";
import { glyphs } from "../src/data/glyphs.js";
import { readIdxFolder } from "../src/data/idx-folder.js";
import type { TrainingSettings } from "../src/engine/engine.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { initialise } from "../src/initialise.js";
import { layerOffsets, type Network } from "../src/network.js";
import { packageRoot } from "../src/package.js";
import { prune } from "../src/prune/prune.js";
import { Random } from "../src/random.js";
import { type Epoch, startPyTorch } from "./pytorch.js";

const UNITS = [784, 256, 128, 64, 10];
const DENSITIES = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
const COUNT = 8000;
const ROUNDS = 5;
const SETTINGS: TrainingSettings = {
  optimizer: "adam",
  learningRate: 0.001,
  momentum: 0,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  batch: 128,
  epochs: 1,
  seed: "bench",
};

function images(): { name: string; images: Images } {
  const folder = `${packageRoot}../shared/data/mnist-20k`;
  const [name, all] = existsSync(folder)
    ? ["MNIST", readIdxFolder(folder).train]
    : ["glyphs", glyphs(1, "train", COUNT)];
  const pixels = all.pixels.subarray(0, COUNT * all.width);
  return { name, images: { ...all, count: COUNT, pixels, labels: all.labels.subarray(0, COUNT) } };
}

/** The weights as dense matrices, sources x targets, one after another. */
function denseWeights(network: Network): Float32Array {
  const offsets = layerOffsets(network);
  const parts = UNITS.slice(1).map((targets, l) => {
    const dense = new Float32Array(UNITS[l]! * targets);
    for (let e = offsets[l]!; e < offsets[l + 1]!; e++) {
      dense[network.source[e]! * targets + network.target[e]!] = network.weight[e]!;
    }
    return dense;
  });
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

/** What pytorch.py reads. */
function writeData(folder: string, data: Images, networks: readonly Network[]): void {
  const order = new Random(SETTINGS.seed, "batches, epoch 1").permutation(COUNT);
  const header = { units: UNITS, count: COUNT, batch: SETTINGS.batch };
  writeFileSync(join(folder, "bench.json"), JSON.stringify(header));
  writeFileSync(join(folder, "pixels"), data.pixels);
  writeFileSync(join(folder, "labels"), data.labels);
  writeFileSync(join(folder, "order"), order);
  writeFileSync(join(folder, "biases"), networks[0]!.bias);
  networks.forEach((network, d) => {
    writeFileSync(join(folder, `weights${d}`), denseWeights(network));
  });
}

function trainOnce(network: Network, data: Images): Epoch {
  let loss = Number.NaN;
  const start = process.cpuUsage();
  sparseEngine().train(network, data, SETTINGS, (_, mean) => {
    loss = mean;
  });
  const { user, system } = process.cpuUsage(start);
  return { milliseconds: (user + system) / 1000, loss };
}

const median = (epochs: readonly Epoch[]) =>
  epochs.map((epoch) => epoch.milliseconds).sort((a, b) => a - b)[Math.floor(epochs.length / 2)]!;

const { name, images: data } = images();
const dense = sparseEngine().train(initialise(UNITS, "bench"), data, { ...SETTINGS, epochs: 3 });
const networks = DENSITIES.map((density) =>
  prune(dense, Math.round(density * dense.weight.length), "magnitude", ""),
);
const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
try {
  writeData(folder, data, networks);
  const pytorch = await startPyTorch(folder);
  const results = networks.map(() => ({ ours: [] as Epoch[], theirs: [] as Epoch[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [d, result] of results.entries()) {
      result.ours.push(trainOnce(networks[d]!, data));
      if (pytorch) result.theirs.push(await pytorch.epoch(d));
    }
  }
  pytorch?.close();
  console.log(
    `fc4 ${UNITS.join("-")}, ${COUNT} images of ${name}, batch ${SETTINGS.batch}, Adam; ` +
      `median processor time of ${ROUNDS}; Node ${process.version}, ${pytorch?.version ?? "no PyTorch"}, ${cpus()[0]?.model}\n`,
  );
  console.log("| density | weights | pcrit, ms | PyTorch, ms | ratio | loss | loss, PyTorch |");
  console.log("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const [d, { ours, theirs }] of results.entries()) {
    const mine = median(ours);
    const other = theirs.length > 0 ? median(theirs) : Number.NaN;
    const cells = [
      DENSITIES[d],
      networks[d]!.weight.length,
      mine.toFixed(1),
      ...(theirs.length > 0 ? [other.toFixed(1), (other / mine).toFixed(1)] : ["", ""]),
      ours[0]!.loss.toFixed(4),
      theirs[0]?.loss.toFixed(4) ?? "",
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
