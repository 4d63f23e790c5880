/**
 * One fine-tuning epoch of fc4, of cnn5 and of resnet20 at several densities, beside PyTorch (Debian's
 * python3-torch, one thread) where it is installed: the median of five after one of each that does not count, the two
 * interleaved. Ratios are of processor time, so that other work on the machine counts little, wall clock stands beside it; the
 * engine's contains what V8's helper threads take. The engine's is a whole call of train, with the reading of the images and
 * the network; PyTorch's is the loop over batches alone. A second table sets the engine's times beside
 * what a model (bench/model.ts) says of the same epochs, from rates measured in the same run.
 *
 *   node dist/bench/fine-tuning.js [fc4] [cnn5] [resnet20]
 *
 * Networks are pruned by magnitude over all layers. In cnn5 this spares the kernels, which are few and
 * large: the weights of each kind are given, as it is the kernels' that cost time.
 */
import { setFlagsFromString } from "node:v8";
import type { Dataset, Images } from "../src/data/dataset.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { initialise } from "../src/initialise.js";
import { describeShape } from "../src/layers.js";
import { layerOffsets, type Network } from "../src/network.js";
import { prune } from "../src/prune/prune.js";
import { table } from "./markdown.js";
import { printModel } from "./model-table.js";
import { besidePyTorch, type Epoch } from "./pytorch.js";
import { ordersOf } from "./pytorch-data.js";
import { cnn5, colourData, data, fc4, machine, resnet20, SETTINGS, type Subject } from "./setup.js";
import { median, processorTime } from "./timing.js";

const ROUNDS = 5;
// while PyTorch works for seconds V8 would throw away what it has compiled
setFlagsFromString("--no-flush-bytecode");
const engine = sparseEngine();

async function trainOnce(network: Network, images: Images): Promise<Epoch> {
  let loss = Number.NaN;
  const { milliseconds, wall } = await processorTime(() => {
    engine.train(network, images, SETTINGS, (_, mean) => {
      loss = mean;
    });
  });
  return { milliseconds, wall, loss };
}

/** Times of every network, ours and PyTorch's. */
function measure(networks: readonly Network[], dataset: Dataset) {
  const orders = ordersOf(dataset.train.count, SETTINGS);
  return besidePyTorch({ dataset, settings: SETTINGS, orders, networks }, async (pytorch) => {
    const results = networks.map(() => ({ ours: [] as Epoch[], theirs: [] as Epoch[] }));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [d, result] of results.entries()) {
        const ours = await trainOnce(networks[d]!, dataset.train);
        const theirs = await pytorch?.epoch(d);
        if (round === 0) continue; // code is compiled, memory is new
        result.ours.push(ours);
        if (theirs) result.theirs.push(theirs);
      }
    }
    return { results, version: pytorch?.version ?? "no PyTorch" };
  });
}

/** Weights of convolutions, then of fully connected layers. */
function weightsOf(network: Network): string {
  const inKernels = layerOffsets(network)[network.convolutions?.layers.length ?? 0]!;
  const connected = network.weight.length - inKernels;
  return network.convolutions ? `${inKernels} + ${connected}` : String(connected);
}

const time = (epochs: readonly Epoch[]) => median(epochs.map((epoch) => epoch.milliseconds));
const wall = (epochs: readonly Epoch[]) => median(epochs.map((epoch) => epoch.wall));

/** The ratio of each round, least and largest: how far one can trust their median. */
function spread(ours: readonly Epoch[], theirs: readonly Epoch[]): string {
  const ratios = theirs.map((epoch, i) => epoch.milliseconds / ours[i]!.milliseconds);
  return `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`;
}

async function bench({ name, shape, densities }: Subject) {
  const { name: dataName, ...dataset } = shape.graph ? colourData() : data();
  const settings = { ...SETTINGS, epochs: 3 };
  const dense = engine.train(initialise(shape, "bench"), dataset.train, settings);
  const networks = densities.map((density) =>
    prune(dense, Math.round(density * dense.weight.length), "magnitude", ""),
  );
  const { results, version } = await measure(networks, dataset);
  table(
    `${name} ${shape.graph ? shape.units.join("-") : describeShape(shape)}, ${dataset.train.count} images of ${dataName}, batch ${SETTINGS.batch}, Adam; ` +
      `median processor time of ${ROUNDS}; ${machine}, ${version}`,
    [
      "density",
      "weights",
      "pcrit, ms",
      "PyTorch, ms",
      "ratio",
      "spread",
      "pcrit, wall",
      "PyTorch, wall",
    ].concat(["loss", "loss, PyTorch"]),
    results.map(({ ours, theirs }, d) => [
      densities[d]!,
      weightsOf(networks[d]!),
      time(ours).toFixed(1),
      time(theirs).toFixed(1),
      (time(theirs) / time(ours)).toFixed(1),
      theirs.length > 0 ? spread(ours, theirs) : "",
      wall(ours).toFixed(1),
      wall(theirs).toFixed(1),
      ours[0]!.loss.toFixed(4),
      theirs[0]?.loss.toFixed(4) ?? "",
    ]),
  );
  if (shape.graph) return; // the model knows chains alone
  await printModel(
    dataset.train,
    results.map(({ ours }, d) => ({
      density: densities[d]!,
      network: networks[d]!,
      measured: Math.min(...ours.map(({ milliseconds }) => milliseconds)),
    })),
  );
}

const wanted = process.argv.slice(2);
for (const subject of [fc4, cnn5, resnet20]) {
  if (wanted.length === 0 || wanted.includes(subject.name)) await bench(subject);
}
