import type { Tensor } from "./library.js";
import type { WeightPlaces } from "./parameters.js";

export interface LayerGradients {
  readonly weight: Tensor;
  readonly bias: Tensor;
  /** Left out where nobody asks for it: below the first layer. */
  readonly input?: Tensor;
}

/** One pass forward, and the way back. */
export interface Pass {
  readonly output: Tensor;
  /** @param gradient of the loss in the output. */
  backward(gradient: Tensor, wantInput: boolean): LayerGradients;
}

/**
 * A weight layer of R networks at once, with its activation and pooling. Tensors carry the replicas
 * in their first axis: weights [R, ...weightShape], biases [R, biases]. Values are [R, images,
 * values], and [R, channels, images, positions] between two convolutions.
 */
export interface Layer extends WeightPlaces {
  /** Call within tidy. */
  forward(input: Tensor, weight: Tensor, bias: Tensor): Pass;
}
