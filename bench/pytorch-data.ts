import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dataset } from "../src/data/dataset.js";
import type { TrainingSettings } from "../src/engine/engine.js";
import { type Layer, layerWeights, taps } from "../src/geometry.js";
import { resolveLayers } from "../src/layer-graph.js";
import { layersOf } from "../src/layers.js";
import { layerOffsets, type Network } from "../src/network.js";
import { Random } from "../src/random.js";

/** What PyTorch shall train. */
export interface BenchData {
  readonly dataset: Dataset;
  readonly settings: Pick<TrainingSettings, "batch" | "learningRate">;
  /** In which each epoch visits the images. */
  readonly orders: readonly Uint32Array[];
  /** Of one shape, with the biases and normalisations of the first. */
  readonly networks: readonly Network[];
}

/** The orders of a training's epochs, those of the engines. */
export function ordersOf(images: number, { seed, epochs }: TrainingSettings): Uint32Array[] {
  return Array.from({ length: epochs }, (_, i) =>
    new Random(seed, `batches, epoch ${i + 1}`).permutation(images),
  );
}

/** Writes what pytorch.py reads. */
export function writeData(folder: string, data: BenchData): void {
  const { dataset, settings, orders, networks } = data;
  const write = (name: string, content: NodeJS.ArrayBufferView | string) =>
    writeFileSync(join(folder, name), content);
  const layers = layersOf(networks[0]!);
  const { batch, learningRate } = settings;
  const { graph } = networks[0]!;
  const named =
    graph && resolveLayers(graph).map(({ layer, channels }) => ({ ...layer, channels }));
  const header = { layers, graph: named, pixels: dataset.train.width, batch, learningRate };
  write("bench.json", JSON.stringify(header));
  for (const [split, { pixels, labels }] of Object.entries({
    train: dataset.train,
    test: dataset.test,
  })) {
    write(`${split}-pixels`, pixels);
    write(`${split}-labels`, labels);
  }
  write(
    "orders",
    Buffer.concat(orders.map((o) => Buffer.from(o.buffer, o.byteOffset, o.byteLength))),
  );
  write("biases", networks[0]!.bias);
  const { scale, shift, mean, variance } = networks[0]!.normalisations ?? {};
  const none = new Float32Array(0);
  write("scales", scale ?? none);
  write("shifts", shift ?? none);
  write("means", mean ?? none);
  write("variances", variance ?? none);
  networks.forEach((network, n) => {
    write(`weights${n}`, denseWeights(network, layers));
  });
}

/** In PyTorch's order, layer by layer: targets x sources x taps, zero where pruned. */
function denseWeights(network: Network, layers: readonly Layer[]): Float32Array {
  const offsets = layerOffsets(network);
  const dense = new Float32Array(layers.reduce((sum, layer) => sum + layerWeights(layer), 0));
  let begin = 0;
  for (const [l, layer] of layers.entries()) {
    for (let e = offsets[l]!; e < offsets[l + 1]!; e++) {
      const pair = network.target[e]! * layer.sources + network.source[e]!;
      dense[begin + pair * taps(layer) + network.tap[e]!] = network.weight[e]!;
    }
    begin += layerWeights(layer);
  }
  return dense;
}
