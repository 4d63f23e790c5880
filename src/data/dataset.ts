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
}

export interface Dataset {
  readonly train: Images;
  readonly test: Images;
}
