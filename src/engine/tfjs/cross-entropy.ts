/** Softmax and cross-entropy over the last axis. */
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";

export interface Outputs {
  /** Softmax and its logarithm, [R, images, classes]. */
  readonly probability: Tensor;
  readonly logProbability: Tensor;
}

/** Softmax, shifted by the largest logit so that nothing overflows. */
export function softmax({ tf }: Backend, logits: Tensor): Outputs {
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  const powers = tf.exp(shifted);
  const sum = tf.sum(powers, -1, true);
  return {
    probability: tf.div(powers, sum),
    logProbability: tf.sub(shifted, tf.log(sum)),
  };
}

/** The loss of each network summed over images, [R], and its gradient in the logits times `scale`. */
export function crossEntropy(backend: Backend, logits: Tensor, labels: Tensor, scale: Tensor) {
  const { tf } = backend;
  const { probability, logProbability } = softmax(backend, logits);
  return {
    loss: tf.neg(tf.sum(tf.mul(labels, logProbability), [1, 2])),
    gradient: tf.mul(tf.sub(probability, labels), scale) as Tensor,
  };
}
