import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { firstImages, noisyImages, noisyWeights } from "../../src/robustness/noise.js";
import { sampleImages, sampleNetwork } from "../engine/sample.js";

const near = (found: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${found}, not ${expected}`);

test("weights vary by their own size", () => {
  const network = sampleNetwork([100, 80, 10], 0.9);
  const noisy = noisyWeights(network, 0.3, new Random(1, "noise"));
  const ratios = [...noisy.weight].map((w, e) => w / network.weight[e]! - 1);
  const mean = ratios.reduce((s, x) => s + x, 0) / ratios.length;
  const deviation = Math.sqrt(ratios.reduce((s, x) => s + (x - mean) ** 2, 0) / ratios.length);
  near(mean, 0, 0.015); // 4 standard errors of 7900 draws
  near(deviation, 0.3, 0.01);
  assert.equal(noisy.bias, network.bias);
  assert.deepEqual(noisyWeights(network, 0, new Random(1, "noise")).weight, network.weight);
});

test("pixels vary by the amplitude, within their range", () => {
  const grey = { count: 50, width: 200, pixels: new Uint8Array(10000).fill(128) };
  const images = { ...grey, labels: new Uint8Array(50), classes: 2 };
  const pixels = [...noisyImages(images, 0.1, new Random(2, "noise")).pixels];
  const mean = pixels.reduce((s, x) => s + x, 0) / 10000;
  const deviation = Math.sqrt(pixels.reduce((s, x) => s + (x - mean) ** 2, 0) / 10000);
  near(mean, 128, 1);
  near(deviation, 25.5, 0.8);
  const strong = [...noisyImages(images, 3, new Random(3, "noise")).pixels];
  assert.equal(
    strong.reduce((least, x) => Math.min(least, x), 255),
    0,
  );
  assert.equal(
    strong.reduce((most, x) => Math.max(most, x), 0),
    255,
  );
  assert.deepEqual(noisyImages(images, 0, new Random(4, "noise")).pixels, images.pixels);
});

test("the first images", () => {
  const images = sampleImages(20, 8, 3);
  const first = firstImages(images, 5);
  assert.equal(first.count, 5);
  assert.deepEqual([...first.pixels], [...images.pixels.slice(0, 40)]);
  assert.deepEqual([...first.labels], [...images.labels.slice(0, 5)]);
  assert.equal(firstImages(images, 99).count, 20);
});

test("floats vary by the amplitude, in deviations of each value over the images", () => {
  const random = new Random(5, "floats");
  const values = Array.from({ length: 8000 }, (_, i) => (i % 2 ? 100 : 3) * random.normal());
  const images = {
    count: 4000,
    width: 2,
    pixels: Float32Array.from(values),
    labels: new Uint8Array(4000),
    classes: 2,
  };
  const { pixels } = noisyImages(images, 0.5, new Random(6, "noise"));
  for (const [column, deviation] of [
    [0, 3],
    [1, 100],
  ] as const) {
    const own = [...pixels].map((x, i) => x - images.pixels[i]!).filter((_, i) => i % 2 === column);
    const found = Math.sqrt(own.reduce((s, x) => s + x * x, 0) / 4000);
    // The deviation of 4000 normal numbers is uncertain by 1 %.
    assert.ok(Math.abs(found / (0.5 * deviation) - 1) < 0.06, `column ${column}: ${found}`);
  }
  assert.deepEqual(noisyImages(images, 0, new Random(7, "noise")).pixels, images.pixels);
});
