import type { Normalise } from "./normalise.js";

/** Images of one split, or rows of a table of numbers. */
export interface Images {
  /** Number of images. */
  readonly count: number;
  /** Values an image. */
  readonly width: number;
  /** count * width values: bytes from 0 (dark) to 255, or floats, which networks read as they are. */
  readonly pixels: Uint8Array | Float32Array;
  /** One class a image, 0 to classes - 1. */
  readonly labels: Uint8Array;
  readonly classes: number;
  /** What an image's values are, channel by channel, row by row; a square grey image if left out. */
  readonly image?: { channels: number; height: number; width: number };
}

/** Images whose values are all bytes. */
export interface ByteImages extends Images {
  readonly pixels: Uint8Array;
}

export interface Dataset {
  readonly train: Images;
  readonly test: Images;
  /** What networks that are trained on it do with the values before the first layer. */
  readonly normalise?: Normalise;
  /** What the classes are called, where that is not 0, 1, …. */
  readonly names?: readonly string[];
}
