/** A network as a foreign file has it, before it becomes an edge table. */
import type { Normalise } from "../data/normalise.js";
import type { NormalisationNames, TensorNames } from "../export/names.js";
import type { ConvolutionSettings, Image } from "../geometry.js";
import type { LayerGraph } from "../layer-graph.js";

export type Numbers = Float32Array | Float64Array;

export interface FoundLayer {
  /** For messages. */
  readonly name: string;
  readonly names: TensorNames;
  /** [outputs, inputs], or [channels, channels below / groups, rows, columns] of a convolution. */
  readonly shape: readonly number[];
  /** In the order of that shape, the last dimension fastest. */
  readonly weight: Numbers;
  /** 0 where a weight is pruned; where there is none, weights of 0 are pruned. */
  readonly mask?: Numbers;
  readonly bias?: Numbers;
}

/** What a convolution's tensors do not say. */
export type FoundConvolution = Pick<ConvolutionSettings, "stride" | "padding" | "pool">;

/** A normalisation with its numbers, one a channel. */
export interface FoundNormalisation {
  readonly name: string;
  readonly names: NormalisationNames;
  readonly scale?: Numbers;
  readonly shift?: Numbers;
  readonly mean?: Numbers;
  readonly variance?: Numbers;
}

export interface FoundNetwork {
  /** Those with weights, in their order. */
  readonly layers: readonly FoundLayer[];
  /** Of what is no chain; then all is in it that tensors do not say, and `convolutions` is empty. */
  readonly graph?: LayerGraph;
  /** Of a graph of layers, in their order. */
  readonly normalisations?: readonly FoundNormalisation[];
  /** One a convolution. */
  readonly convolutions: readonly FoundConvolution[];
  /** What an image is; known where convolutions follow. */
  readonly input?: Image;
  readonly normalise?: Normalise;
  readonly notes: readonly string[];
}

/** What an import leaves, for an export under the same names: of weight layers, then of normalisations. */
export function tensorNames({ layers, normalisations = [] }: FoundNetwork) {
  return [...layers, ...normalisations].map(({ names }) => names);
}

export function isConvolution({ shape }: Pick<FoundLayer, "shape">): boolean {
  return shape.length === 4;
}
