import type { Images } from "../src/data/dataset.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import type { Network } from "../src/network.js";
import { table } from "./markdown.js";
import { type Limits, limitsOf, workOf } from "./model.js";
import { adamRate, measureRates } from "./rates.js";
import { SETTINGS } from "./setup.js";
import { processorTime } from "./timing.js";

export interface Measured {
  readonly density: number;
  readonly network: Network;
  /** Milliseconds an epoch, the best of several. */
  readonly measured: number;
}

const parts = ["fixed", "products", "gradients", "rows", "pixels", "optimizer"] as const;

/** Prints what a model says of measured epochs. */
export async function printModel(images: Images, epochs: readonly Measured[]): Promise<void> {
  const rates = await measureRates();
  const fixed = await fixedTime(epochs[0]!.network, images);
  const rows: (string | number)[][] = [];
  for (const { density, network, measured } of epochs) {
    const work = workOf(network, images, SETTINGS.batch);
    const adam = await adamRate(work.parameters);
    const limits = limitsOf(work, images.count, rates, adam, fixed);
    const thousands = [work.forward, work.gradient, work.backward].map((n) => significant(n / 500));
    const mega = [work.pixels, work.edges, work.optimizer].map((n) => significant(n / 1e6));
    rows.push([
      density,
      thousands.join(" + "),
      mega.join(" + "),
      ...parts.map((part) => significant(limits[part])),
      significant(limits.all),
      measured.toFixed(1),
      significant(
        (2 * images.count * (work.forward + work.gradient + work.backward)) / measured / 1e6,
      ),
      largest(limits, measured),
    ]);
  }
  const nanoseconds = (rate: number) => (1e9 / rate).toFixed(0);
  const giga = (rate: number) => (rate / 1e9).toFixed(1);
  table(
    `one core at best: product ${giga(rates.product)}, of wide panels ${giga(rates.wideProduct)}, without a list ` +
      `${giga(rates.fullProduct)}, gradient ${giga(rates.gradient)}, without a list ${giga(rates.fullGradient)}, ` +
      `convolution ${giga(rates.convolution)}, correlation ${giga(rates.correlation)}, of tiles product ${giga(rates.tiledProduct)}, gradient ` +
      `${giga(rates.tiledGradient)} GFLOP/s; transforms of a tile's inputs, outputs, gradients ` +
      `${[rates.tileInputs, rates.tileOutputs, rates.tileSlopes].map(nanoseconds).join(", ")} ns; a row ` +
      `${(1e9 / rates.rows).toFixed(1)} ns; memory ${giga(rates.memory)} GB/s; best of the measured times`,
    [
      "density",
      "thousand operations an image: forward + gradient + backward",
      "MB an epoch: pixels + edges + optimiser",
      ...parts.map((part) => `${part}, ms`),
      "limit, ms",
      "measured, ms",
      "GFLOP/s",
      "largest part",
    ],
    rows,
  );
}

/** Milliseconds of an epoch of the network with one path left: what does not depend on edges. */
async function fixedTime(dense: Network, images: Images): Promise<number> {
  const pixel = dense.convolutions ? 0 : images.width >> 1;
  const path = { ...dense, ...onePath(dense, pixel) };
  const times: number[] = [];
  for (let round = 0; round < 7; round++) {
    const run = () => void sparseEngine().train(path, images, SETTINGS);
    times.push((await processorTime(run)).milliseconds);
  }
  return Math.min(...times);
}

/** The first edge of each layer whose source is the target of the one before. */
function onePath({ layer, source, target, tap, weight, initial }: Network, pixel: number) {
  const rows = Array.from(layer.keys()).filter((e) => {
    const from = layer[e] === 0 ? pixel : 0;
    return source[e] === from && target[e] === 0 && tap[e] === 0;
  });
  return {
    layer: layer.filter((_, e) => rows.includes(e)),
    source: source.filter((_, e) => rows.includes(e)),
    target: target.filter((_, e) => rows.includes(e)),
    tap: tap.filter((_, e) => rows.includes(e)),
    weight: weight.filter((_, e) => rows.includes(e)),
    ...(initial && { initial: initial.filter((_, e) => rows.includes(e)) }),
  };
}

/** The part that takes most of the measured time, or what the model leaves out. */
function largest(limits: Limits, measured: number): string {
  const rest: [string, number] = ["rest", measured - limits.all];
  const all = [...parts.map((part): [string, number] => [part, limits[part]]), rest];
  const [name, time] = all.reduce((most, one) => (one[1] > most[1] ? one : most));
  return `${name} ${Math.round((100 * time) / measured)} %`;
}

/** Three digits, without an exponent. */
const significant = (x: number) => String(Number(x.toPrecision(3)));
