/** What a program computes, whatever its networks are. */
import type { Batch } from "./batches.js";
import type { Tensor } from "./library.js";
import type { Masks, Parameters, State, WeightPlaces } from "./parameters.js";

/** What the networks of one shape compute. */
export interface Program {
  /** Where weights and biases lie. */
  readonly layers: readonly WeightPlaces[];
  /** Channels of each normalisation. */
  readonly normalisations: readonly number[];
  /** Outputs before softmax, [R, images, classes]. Call within tidy. */
  logits(state: State, images: Tensor): Tensor;
  /**
   * Loss and gradients of a step. Call within tidy.
   * @param scale 1 / images for the gradient of a mean.
   */
  learn(masks: Masks, state: State, batch: Batch, scale: Tensor): Learning;
}

export interface Learning {
  /** Summed cross-entropy of each network, [R]. */
  readonly loss: Tensor;
  /** Gradients of the loss times `scale`, masked, in the parameters' order. */
  readonly gradients: Parameters;
  /** Running means and variances after the step, in the order of the state's. */
  readonly running: readonly Tensor[];
}
