/** What the edges of a network read over a batch of images. */
import type { Images } from "../data/dataset.js";
import { inputs } from "../data/normalise.js";
import { checkFit } from "../engine/checks.js";
import { area, type Layer, taps } from "../geometry.js";
import type { Network } from "../network.js";
import type { Activations } from "./criterion.js";
import { layerValues, layerWiring } from "./layer-passes.js";
import { eachRun, forward, type Wiring, wiring } from "./passes.js";

/** Sums over the images, for each source and tap of a layer. */
interface Sums {
  readonly absolute: Float64Array;
  readonly square: Float64Array;
}

/** O(images x (edges x positions)). @throws UserError where network and images do not fit. */
export function activations(network: Network, images: Images): Activations {
  checkFit(network, images);
  const wires = wiring(network, network.weight, network.bias);
  const sums = wires.layers.map((layer): Sums => {
    const length = layer.sources * taps(layer);
    return { absolute: new Float64Array(length), square: new Float64Array(length) };
  });
  const { width } = images;
  const readBy = reader(network, wires);
  const read = inputs(images, network.normalise);
  for (let i = 0; i < images.count; i++) {
    const pixels = Float64Array.from(read.subarray(i * width, (i + 1) * width));
    readBy(pixels).forEach((x, l) => {
      add(wires.layers[l]!, x, sums[l]!);
    });
  }
  const place = (e: number) =>
    network.source[e]! * taps(wires.layers[network.layer[e]!]!) + network.tap[e]!;
  const reads = ({ kind, ...layer }: Layer) =>
    images.count * ("output" in layer ? area(layer.output) : 1);
  const counts = wires.layers.map(reads);
  return {
    meanAbsolute: Float64Array.from(
      network.layer,
      (l, e) => sums[l]!.absolute[place(e)]! / counts[l]!,
    ),
    norm: Float64Array.from(network.layer, (l, e) => Math.sqrt(sums[l]!.square[place(e)]!)),
  };
}

/** What each weight layer reads of an image. */
function reader(network: Network, wires: Wiring): (pixels: Float64Array) => Float64Array[] {
  const { graph } = network;
  if (!graph) return (pixels) => forward(wires, pixels).map(({ x }) => x);
  const own = layerWiring(network, graph, wires);
  return (pixels) => {
    const values = layerValues(own, pixels);
    return own.layers.flatMap(({ weights, inputs: [input] }) =>
      weights ? [input! < 0 ? pixels : values[input!]!] : [],
    );
  };
}

function add(layer: Layer, x: Float64Array, { absolute, square }: Sums): void {
  if (layer.kind === "full") {
    for (let s = 0; s < x.length; s++) {
      absolute[s]! += Math.abs(x[s]!);
      square[s]! += x[s]! * x[s]!;
    }
    return;
  }
  const count = taps(layer);
  for (let s = 0; s < layer.sources; s++)
    for (let tap = 0; tap < count; tap++) {
      const place = s * count + tap;
      eachRun(layer, tap, (input, _, length) => {
        for (let j = 0; j < length; j++) {
          const value = x[s * area(layer.input) + input + j * layer.stride.right]!;
          absolute[place]! += Math.abs(value);
          square[place]! += value * value;
        }
      });
    }
}
