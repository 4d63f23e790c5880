import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import type { ConvolutionSettings } from "../../src/geometry.js";
import type { Shape } from "../../src/layers.js";
import { Random } from "../../src/random.js";
import { compareGradients } from "./compare-gradients.js";
import * as reference from "./reference.js";
import { adam, difference, sampleImages, sampleNetwork, sgd, withoutLayer } from "./sample.js";

const engine = sparseEngine();
const HASHES = {
  "": "43275a87d1c9b7c752b9dad580f1e1c8fd49009db2f39f0fe04f6d5d6d5761a9",
  tiles: "9f64c3cb61b2c73646f760fac228c2e2c73dfcccdfe33286daf77646b3ae9f1c",
};
const all = (n: number) => Array.from({ length: n }, (_, i) => i);

function shape(
  [height, width]: [number, number],
  layers: readonly ConvolutionSettings[],
  hidden: readonly number[],
): Shape {
  const units = [1, ...layers.map((layer) => layer.channels), ...hidden];
  return { units, convolutions: { input: { height, width }, layers } };
}

const plain = { kernel: 3, stride: 1, padding: "same" } as const;
const max2 = { kind: "max", size: 2 } as const;

/** Two convolutions with pooling, three fully connected layers. */
const cnn5 = shape(
  [12, 12],
  [
    { ...plain, channels: 4, pool: max2 },
    { ...plain, channels: 6, pool: max2 },
  ],
  [16, 12, 5],
);

/** Every way to stride, pad and pool, with planes that are not square and leave remainders. */
const shapes: Readonly<Record<string, Shape>> = {
  cnn5,
  valid: shape([9, 11], [{ ...plain, channels: 3, padding: "valid" }], [5]),
  "no pooling, two": shape(
    [7, 6],
    [2, 3].map((channels) => ({ ...plain, channels })),
    [4],
  ),
  "stride 2, same": shape(
    [9, 8],
    [3, 4].map((channels) => ({ ...plain, channels, stride: 2 })),
    [4],
  ),
  "stride 2, valid": shape(
    [10, 13],
    [3, 4].map((channels) => ({ ...plain, channels, stride: 2, padding: "valid" })),
    [4],
  ),
  "stride 3 above kernel 2": shape(
    [11, 10],
    [2, 3].map((channels) => ({ channels, kernel: 2, stride: 3, padding: "same" })),
    [4],
  ),
  "even kernel": shape(
    [8, 8],
    [2, 3].map((channels) => ({ channels, kernel: 4, stride: 1, padding: "same" })),
    [4],
  ),
  "kernel 1": shape(
    [5, 6],
    [2, 3].map((channels) => ({ ...plain, channels, kernel: 1 })),
    [4],
  ),
  "in tiles": shape(
    [9, 10],
    [16, 20].map((channels) => ({ ...plain, channels })),
    [4],
  ),
  "in tiles, valid, pooled": shape(
    [13, 12],
    [
      { ...plain, channels: 14 },
      { ...plain, channels: 17, padding: "valid", pool: max2 },
    ],
    [4],
  ),
  "overlapping maxima": shape(
    [9, 9],
    [3, 2].map((channels) => ({ ...plain, channels, pool: { kind: "max", size: 3, stride: 2 } })),
    [4],
  ),
  "windows apart": shape(
    [11, 11],
    [{ ...plain, channels: 3, pool: { kind: "max", size: 2, stride: 3 } }],
    [4],
  ),
  "averages that overlap": shape(
    [8, 9],
    [3, 2].map((channels) => ({
      ...plain,
      channels,
      pool: { kind: "average", size: 3, stride: 2 },
    })),
    [4],
  ),
  "global average": shape(
    [8, 6],
    [
      { ...plain, channels: 3, pool: max2 },
      { ...plain, channels: 7, pool: { kind: "global-average" } },
    ],
    [4],
  ),
};

/** Pixels of all brightnesses, so that no two values tie; classes at random. */
function imagesFor({ units, convolutions }: Shape, count: number) {
  const { height, width } = convolutions!.input;
  return sampleImages(count, height * width, units.at(-1)!, 0.5);
}

test("the reference agrees with central finite differences", () => {
  for (const name of ["cnn5", "stride 2, same", "overlapping maxima", "averages that overlap"]) {
    const form = shapes[name]!;
    const images = imagesFor(form, 3);
    const network = sampleNetwork(form, 0.3);
    const values = reference.numbers(network);
    const gradient = reference.gradients(network, values, images, all(3));
    for (const part of ["weight", "bias"] as const) {
      const random = new Random(name, part);
      const chosen = all(40).map(() => random.integer(values[part].length));
      const numeric = chosen.map((i) => {
        const value = values[part][i]!;
        const step = 1e-6;
        values[part][i] = value + step;
        const above = reference.loss(network, values, images, all(3));
        values[part][i] = value - step;
        const below = reference.loss(network, values, images, all(3));
        values[part][i] = value;
        return (above - below) / (2 * step);
      });
      const exact = chosen.map((i) => gradient[part][i]!);
      assert.ok(difference(exact, numeric) < 1e-6, `${name}, ${part}`);
    }
  }
});

for (const [name, form] of Object.entries(shapes)) {
  test(`gradients agree with the reference: ${name}`, () => {
    for (const density of [1, 0.4, 0.1])
      compareGradients(sampleNetwork(form, density), imagesFor(form, 35));
  });
}

test("a batch of several chunks, one image, one channel", () => {
  compareGradients(sampleNetwork(cnn5, 0.5), imagesFor(cnn5, 300));
  compareGradients(sampleNetwork(cnn5, 0.5), imagesFor(cnn5, 1));
  const small = shape([4, 4], [{ ...plain, channels: 1 }], [2]);
  compareGradients(sampleNetwork(small, 1), imagesFor(small, 33));
});

test("dead channels, empty layers, no edges at all", () => {
  const images = imagesFor(cnn5, 40);
  for (const density of [0.05, 0.02, 0.005]) compareGradients(sampleNetwork(cnn5, density), images);
  for (const layer of [0, 1, 2, 3, 4]) {
    compareGradients(withoutLayer(sampleNetwork(cnn5, 0.5), layer), images);
  }
  compareGradients(sampleNetwork(cnn5, 0), images);
});

test("training moves the weights as the reference does", () => {
  const images = imagesFor(cnn5, 40);
  for (const density of [1, 0.2]) {
    for (const settings of [{ ...adam, epsilon: 1e-4 }, sgd]) {
      const network = sampleNetwork(cnn5, density);
      const found = engine.train(network, images, { ...settings, epochs: 2 });
      const values = reference.numbers(network);
      const step = reference.optimizer(settings);
      for (const epoch of [1, 2]) {
        const order = new Random(settings.seed, `batches, epoch ${epoch}`).permutation(40);
        for (const batch of [order.subarray(0, 32), order.subarray(32)])
          step(values, reference.gradients(network, values, images, batch));
      }
      for (const part of ["weight", "bias"] as const) {
        const moved = found[part].map((value, i) => value - network[part][i]!);
        const due = values[part].map((value, i) => value - network[part][i]!);
        assert.ok(difference(moved, due) < 1e-3, `${settings.optimizer}, ${part}`);
      }
    }
  }
});

test("an image's logits do not depend on the images beside it", () => {
  const form = shapes["in tiles"]!;
  const images = imagesFor(form, 70);
  const width = images.width;
  const order = new Random("tiles", "order").permutation(70).subarray(0, 45);
  const pixels = Uint8Array.from({ length: order.length * width }, (_, i) => {
    return images.pixels[order[Math.floor(i / width)]! * width + (i % width)]!;
  });
  const labels = new Uint8Array(order.length);
  const chosen = { ...images, count: order.length, pixels, labels };
  const network = sampleNetwork(form, 0.9);
  const logits = engine.logits(network, images);
  const again = engine.logits(network, chosen);
  for (const [i, image] of order.entries())
    assert.deepEqual(again.slice(4 * i, 4 * i + 4), logits.slice(4 * image, 4 * image + 4));
});

test("the same bytes again, whatever ran before", () => {
  const images = imagesFor(cnn5, 50);
  const network = sampleNetwork(cnn5, 0.3);
  const first = engine.train(network, images, adam);
  engine.train(
    sampleNetwork(shapes["stride 2, same"]!, 1),
    imagesFor(shapes["stride 2, same"]!, 9),
    sgd,
  );
  engine.train(sampleNetwork([60, 20, 4], 0.3), sampleImages(100, 60, 4), adam);
  assert.deepEqual(engine.train(network, images, adam), first);
});

test("the bytes of a short training are what they were, under each of V8's compilers", () => {
  const script = fileURLToPath(new URL("short-convolution.js", import.meta.url));
  for (const flags of [[], ["--liftoff-only"], ["--no-liftoff"]]) {
    for (const [form, hash] of Object.entries(HASHES)) {
      const child = spawnSync(process.execPath, [...flags, script, form], { encoding: "utf8" });
      // Computed by this very test (Node 20, x86-64), as the one in training.test.ts.
      assert.equal(child.stdout, hash, `${flags} ${child.stderr}`);
    }
  }
});
