import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Images } from "../src/data/dataset.js";
import type { TrainingSettings } from "../src/engine/engine.js";
import { type Layer, layersOf, layerWeights, taps } from "../src/layers.js";
import { layerOffsets, type Network } from "../src/network.js";
import { Random } from "../src/random.js";

/** Writes what pytorch.py reads: images, their order, and a network at each density. */
export function writeData(
  folder: string,
  data: Images,
  { batch, seed }: TrainingSettings,
  networks: readonly Network[],
): void {
  const order = new Random(seed, "batches, epoch 1").permutation(data.count);
  const layers = layersOf(networks[0]!);
  const header = { layers, pixels: data.width, count: data.count, batch };
  writeFileSync(join(folder, "bench.json"), JSON.stringify(header));
  writeFileSync(join(folder, "pixels"), data.pixels);
  writeFileSync(join(folder, "labels"), data.labels);
  writeFileSync(join(folder, "order"), order);
  writeFileSync(join(folder, "biases"), networks[0]!.bias);
  networks.forEach((network, d) => {
    writeFileSync(join(folder, `weights${d}`), denseWeights(network, layers));
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
