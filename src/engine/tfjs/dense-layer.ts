import type { FullyConnected } from "../../geometry.js";
import type { Backend } from "./backend.js";
import type { Layer, LayerGradients } from "./layer.js";
import type { Tensor } from "./library.js";
import { product } from "./products.js";

/**
 * A fully connected layer: z = x W + b with x [R, images, sources], W [R, sources, targets].
 * Gradients: dW = x^T dz, db = sum of dz over images, dx = dz W^T.
 * @param rectified ReLU follows: in all layers but the last.
 */
export function denseLayer(
  backend: Backend,
  { sources, targets }: FullyConnected,
  rectified: boolean,
): Layer {
  const { tf } = backend;
  return {
    weightShape: [sources, targets],
    biases: targets,
    place: (source, target) => source * targets + target,
    forward(input, weight, bias) {
      const z = tf.add(product(backend, input, weight, "neither"), tf.expandDims(bias, 1));
      const output = rectified ? tf.relu(z) : z;
      const backward = (gradient: Tensor, wantInput: boolean): LayerGradients => {
        // ReLU lets the gradient through where its output is above zero
        const dz = rectified ? tf.mul(gradient, tf.step(output)) : gradient;
        const own = { weight: product(backend, input, dz, "first"), bias: tf.sum(dz, 1) };
        return wantInput ? { ...own, input: product(backend, dz, weight, "second") } : own;
      };
      return { output, backward };
    },
  };
}
