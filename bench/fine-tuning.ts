/**
 * One fine-tuning epoch of fc4 and of cnn5 at several densities, beside PyTorch (Debian's
 * python3-torch, one thread) where it is installed: the median of five, the two interleaved. Times
 * are processor time, so that other work on the machine counts little; the engine's contains what
 * V8's helper threads take. The engine's is a whole call of train, with the reading of the images and
 * the network; PyTorch's is the loop over batches alone.
 *
 * Networks are pruned by magnitude over all layers. In cnn5 this spares the kernels, which are few and
 * large: the weights of each kind are given, as it is the kernels' that cost time.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { Images } from "../src/data/dataset.js";
import { glyphs } from "../src/data/glyphs.js";
import { readIdxFolder } from "../src/data/idx-folder.js";
import type { TrainingSettings } from "../src/engine/engine.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { initialise } from "../src/initialise.js";
import { type ConvolutionSettings, describeShape, type Shape, shapeFor } from "../src/layers.js";
import { layerOffsets, type Network } from "../src/network.js";
import { packageRoot } from "../src/package.js";
import { prune } from "../src/prune/prune.js";
import { type Epoch, startPyTorch } from "./pytorch.js";
import { writeData } from "./pytorch-data.js";

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

interface Subject {
  readonly name: string;
  readonly shape: Shape;
  readonly densities: readonly number[];
}

const convolution = (channels: number): ConvolutionSettings => ({
  channels,
  kernel: 3,
  stride: 1,
  padding: "same",
  pool: { kind: "max", size: 2 },
});

const subjects: readonly Subject[] = [
  {
    name: "fc4",
    shape: shapeFor(784, 10, [256, 128, 64]),
    densities: [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001],
  },
  {
    name: "cnn5",
    shape: shapeFor(784, 10, [120, 84], [8, 16].map(convolution)),
    densities: [1, 0.3, 0.1, 0.03, 0.01, 0.003],
  },
];

function images(): { name: string; images: Images } {
  const folder = `${packageRoot}../shared/data/mnist-20k`;
  const [name, all] = existsSync(folder)
    ? ["MNIST", readIdxFolder(folder).train]
    : ["glyphs", glyphs(1, "train", COUNT)];
  const pixels = all.pixels.subarray(0, COUNT * all.width);
  return { name, images: { ...all, count: COUNT, pixels, labels: all.labels.subarray(0, COUNT) } };
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

/** Times of every network, ours and PyTorch's. */
async function measure(networks: readonly Network[], data: Images) {
  const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
  try {
    writeData(folder, data, SETTINGS, networks);
    const pytorch = await startPyTorch(folder);
    const results = networks.map(() => ({ ours: [] as Epoch[], theirs: [] as Epoch[] }));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [d, result] of results.entries()) {
        result.ours.push(trainOnce(networks[d]!, data));
        if (pytorch) result.theirs.push(await pytorch.epoch(d));
      }
    }
    pytorch?.close();
    return { results, version: pytorch?.version ?? "no PyTorch" };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Weights of convolutions, then of fully connected layers. */
function weightsOf(network: Network): string {
  const inKernels = layerOffsets(network)[network.convolutions?.layers.length ?? 0]!;
  const connected = network.weight.length - inKernels;
  return network.convolutions ? `${inKernels} + ${connected}` : String(connected);
}

async function bench({ name, shape, densities }: Subject, data: Images, dataName: string) {
  const dense = sparseEngine().train(initialise(shape, "bench"), data, { ...SETTINGS, epochs: 3 });
  const networks = densities.map((density) =>
    prune(dense, Math.round(density * dense.weight.length), "magnitude", ""),
  );
  const { results, version } = await measure(networks, data);
  console.log(
    `${name} ${describeShape(shape)}, ${COUNT} images of ${dataName}, batch ${SETTINGS.batch}, Adam; ` +
      `median processor time of ${ROUNDS}; Node ${process.version}, ${version}, ${cpus()[0]?.model}\n`,
  );
  console.log("| density | weights | pcrit, ms | PyTorch, ms | ratio | loss | loss, PyTorch |");
  console.log("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const [d, { ours, theirs }] of results.entries()) {
    const mine = median(ours);
    const other = theirs.length > 0 ? median(theirs) : Number.NaN;
    const cells = [
      densities[d],
      weightsOf(networks[d]!),
      mine.toFixed(1),
      ...(theirs.length > 0 ? [other.toFixed(1), (other / mine).toFixed(1)] : ["", ""]),
      ours[0]!.loss.toFixed(4),
      theirs[0]?.loss.toFixed(4) ?? "",
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
  console.log("");
}

const { name, images: data } = images();
const wanted = process.argv.slice(2);
for (const subject of subjects) {
  if (wanted.length === 0 || wanted.includes(subject.name)) await bench(subject, data, name);
}
