/** What the benchmarks train: images, networks, settings. */
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { assemble } from "../src/data/assemble.js";
import type { Images } from "../src/data/dataset.js";
import { glyphs } from "../src/data/glyphs.js";
import { readIdxParts } from "../src/data/idx-folder.js";
import type { TrainingSettings } from "../src/engine/engine.js";
import { nativeLoops } from "../src/engine/sparse/native.js";
import type { ConvolutionSettings, Image } from "../src/geometry.js";
import { type Shape, shapeFor } from "../src/layers.js";
import { packageRoot } from "../src/package.js";
import { Random } from "../src/random.js";
import { shapeNamed } from "./shape.js";

/** Training images. */
export const COUNT = 8000;
const TEST_COUNT = 2000;

export const SETTINGS: TrainingSettings = {
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

/** A network, and the densities to which it is pruned. */
export interface Subject {
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

export const fc4: Subject = {
  name: "fc4",
  shape: shapeFor(784, 10, [256, 128, 64]),
  densities: [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001],
};

export const cnn5: Subject = {
  name: "cnn5",
  shape: shapeFor(784, 10, [120, 84], [8, 16].map(convolution)),
  densities: [1, 0.3, 0.1, 0.03, 0.01], // at 0.003 no path is left
};

const colour: Image = { channels: 3, height: 32, width: 32 };

export const resnet20: Subject = {
  name: "resnet20",
  shape: shapeNamed("resnet20", colour, 10),
  densities: [1, 0.1, 0.03, 0.01],
};

/** Colour images of ten classes: each pixel is its class's, or noise. */
export function colourData(): { name: string; train: Images; test: Images } {
  return { name: "coloured noise", train: coloured(2048, "train"), test: coloured(64, "test") };
}

function coloured(count: number, split: string): Images {
  const width = colour.channels * colour.height * colour.width;
  const own = new Random("bench", "colours");
  const classes = Uint8Array.from({ length: 10 * width }, () => own.integer(256));
  const random = new Random("bench", `coloured noise, ${split}`);
  const labels = Uint8Array.from({ length: count }, () => random.integer(10));
  const pixels = Uint8Array.from({ length: count * width }, (_, i) =>
    random.uniform() < 0.2
      ? classes[labels[Math.floor(i / width)]! * width + (i % width)]!
      : random.integer(256),
  );
  return { count, width, pixels, labels, classes: 10, image: colour };
}

/** MNIST where its folder is, otherwise drawn characters. */
export function data(): { name: string; train: Images; test: Images } {
  const folder = `${packageRoot}../shared/data/mnist-20k`;
  if (existsSync(folder)) {
    const first = { source: folder, seed: 0, train: COUNT, test: TEST_COUNT };
    return { name: "MNIST", ...assemble(readIdxParts(folder), {}, first).dataset };
  }
  return {
    name: "glyphs",
    train: glyphs(1, "train", COUNT),
    test: glyphs(1, "test", TEST_COUNT),
  };
}

/** What computes, for the line above a table. */
export const machine = `Node ${process.version}, ${cpus()[0]?.model}, ${loops()}`;

function loops(): string {
  const native = nativeLoops();
  return native ? `loops of native/, ${native.bits} bits` : "WebAssembly alone";
}
