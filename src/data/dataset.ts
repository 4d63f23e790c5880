import type { Normalise } from "./normalise.js";

/** Images of one split, row by row. */
export interface Images {
  /** Number of images. */
  readonly count: number;
  /** Pixels per image. */
  readonly width: number;
  /** count * width bytes, 0 (dark) to 255. */
  readonly pixels: Uint8Array;
  /** One class a image, 0 to classes - 1. */
  readonly labels: Uint8Array;
  readonly classes: number;
  /** What an image's values are, channel by channel, row by row; a square grey image if left out. */
  readonly image?: { channels: number; height: number; width: number };
}

export interface Dataset {
  readonly train: Images;
  readonly test: Images;
  /** What networks that are trained on it do with the values before the first layer. */
  readonly normalise?: Normalise;
}
