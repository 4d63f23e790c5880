/** A network as a foreign file has it, before it becomes an edge table. */
import type { Normalise } from "../data/normalise.js";
import type { TensorNames } from "../export/names.js";
import type { ConvolutionSettings, Image } from "../layers.js";

export type Numbers = Float32Array | Float64Array;

export interface FoundLayer {
  /** For messages. */
  readonly name: string;
  readonly names: TensorNames;
  /** [outputs, inputs], or [channels, channels below, rows, columns] of a convolution. */
  readonly shape: readonly number[];
  /** In the order of that shape, the last dimension fastest. */
  readonly weight: Numbers;
  /** 0 where a weight is pruned; where there is none, weights of 0 are pruned. */
  readonly mask?: Numbers;
  readonly bias?: Numbers;
}

/** What a convolution's tensors do not say. */
export type FoundConvolution = Pick<ConvolutionSettings, "stride" | "padding" | "pool">;

export interface FoundNetwork {
  readonly layers: readonly FoundLayer[];
  /** One a convolution. */
  readonly convolutions: readonly FoundConvolution[];
  /** What an image is; known where convolutions follow. */
  readonly input?: Image;
  readonly normalise?: Normalise;
  readonly notes: readonly string[];
}

export function isConvolution({ shape }: Pick<FoundLayer, "shape">): boolean {
  return shape.length === 4;
}
