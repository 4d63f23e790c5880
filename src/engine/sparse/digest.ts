import { createHash } from "node:crypto";
import { glyphSide, glyphs } from "../../data/glyphs.js";
import { initialise } from "../../initialise.js";
import { layerGraph, namedLayers } from "../../layer-settings.js";
import { type Shape, shapeFor, shapeOfGraph } from "../../layers.js";
import { type Network, selectEdges } from "../../network.js";
import type { TrainingSettings } from "../engine.js";
import { sparseEngine } from "./engine.js";

const settings: TrainingSettings = {
  optimizer: "adam",
  learningRate: 0.01,
  momentum: 0,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  batch: 40,
  epochs: 2,
  seed: "digest",
};

const kernel = { kind: "convolution", kernel: 3, padding: 1 };
const normalised = [{ kind: "batch-normalisation" }, { kind: "relu" }];

/** Normalisations, a stride, a skip, channels of their own each, and planes that tiles cover or do not. */
const branching = [
  { ...kernel, channels: 8, stride: 2, name: "stem" },
  ...normalised,
  { ...kernel, channels: 8, name: "branch" },
  { kind: "add", from: ["branch", "stem"] },
  ...normalised,
  { ...kernel, groups: "depthwise" },
  ...normalised,
  { kind: "max-pool" },
  { ...kernel, channels: 6 },
  ...normalised,
  { kind: "global-average-pool" },
  { kind: "full" },
];

function shapes(classes: number): Shape[] {
  const pooled = {
    channels: 5,
    kernel: 3,
    stride: 1,
    padding: "same",
    pool: { kind: "max", size: 2 },
  } as const;
  const image = { channels: 1, height: glyphSide, width: glyphSide };
  const layers = namedLayers("digest", branching);
  return [
    shapeFor(image.height * image.width, classes, [33, 17]),
    shapeFor(image.height * image.width, classes, [12], [pooled, { ...pooled, channels: 6 }]),
    shapeOfGraph(layerGraph("digest", layers, image, classes)),
  ];
}

/** Each `apart`-th weight. */
function thinned(network: Network, apart: number): Network {
  const edges = network.weight.length;
  return selectEdges(
    network,
    Array.from({ length: Math.ceil(edges / apart) }, (_, i) => i * apart),
  );
}

/**
 * SHA-256 of the weights and biases of a few small networks, dense and pruned, after training: of whatever loops the
 * engine works with, it is the same if their sums are.
 */
export function trainingDigest(): string {
  const images = glyphs(1, "train", 75);
  const hash = createHash("sha256");
  for (const shape of shapes(images.classes)) {
    const dense = initialise(shape, "digest");
    for (const network of [dense, thinned(dense, 3), thinned(dense, 20)]) {
      const { weight, bias } = sparseEngine().train(network, images, settings);
      hash.update(weight).update(bias);
    }
  }
  return hash.digest("hex");
}
