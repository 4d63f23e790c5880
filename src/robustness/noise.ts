import type { Images } from "../data/dataset.js";
import { standardise } from "../data/standardise.js";
import type { Network } from "../network.js";
import type { Random } from "../random.js";

/** The network with each weight w replaced by w (1 + amplitude z), z standard normal. */
export function noisyWeights(network: Network, amplitude: number, random: Random): Network {
  return { ...network, weight: network.weight.map((w) => w * (1 + amplitude * random.normal())) };
}

/**
 * The images with noise of this amplitude on each value: of brightness, where 1 is white, rounded and kept
 * within 0 … 255; of floats in standard deviations of the value over the images.
 */
export function noisyImages(images: Images, amplitude: number, random: Random): Images {
  const { pixels } = images;
  if (pixels instanceof Float32Array) {
    const { std } = standardise(images, images.width).normalise;
    const noise = (i: number) => amplitude * std[i % images.width]! * random.normal();
    return { ...images, pixels: pixels.map((value, i) => value + noise(i)) };
  }
  const moved = pixels.map((pixel) => {
    const value = Math.round(pixel + 255 * amplitude * random.normal());
    return Math.min(255, Math.max(0, value));
  });
  return { ...images, pixels: moved };
}

/** The first `count` images. */
export function firstImages(images: Images, count: number): Images {
  const n = Math.min(count, images.count);
  return {
    ...images,
    count: n,
    pixels: images.pixels.subarray(0, n * images.width),
    labels: images.labels.subarray(0, n),
  };
}
