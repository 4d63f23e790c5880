import { area, type Convolution } from "../../layers.js";
import type { Backend } from "./backend.js";
import type { Layer, LayerGradients } from "./layer.js";
import type { Tensor } from "./library.js";
import { type Pooled, pool } from "./pooling.js";
import { product } from "./products.js";
import { gather, views, type Windows } from "./windows.js";

/**
 * A convolution as a product over its windows: with the patches X [R, taps x sources, images x
 * positions] and the weights W [R, taps x sources, targets]
 *   z = W^T X + b, dW = X dz^T, db = sum of dz over images and positions, dX = W dz,
 * and dX gathered to the input from the windows. ReLU and pooling follow. Channels come before
 * images, so that the patches are the taps' views one after another, without a transposition.
 * @param first it reads images, [R, images, channels x positions].
 * @param last fully connected layers follow, which read the same form.
 */
export function convolutionLayer(
  backend: Backend,
  layer: Convolution,
  first: boolean,
  last: boolean,
): Layer {
  const { tf } = backend;
  const { sources, targets, kernel, input: plane, output, pooled } = layer;
  const windows: Windows = { ...layer, ...kernel };
  const taps = area(kernel);
  return {
    weightShape: [taps * sources, targets],
    biases: targets,
    place: (source, target, tap) => (tap * sources + source) * targets + target,
    forward(input, weight, bias) {
      const replicas = input.shape[0]!;
      const images = input.size / (replicas * sources * area(plane));
      const at = (channels: number) => replicas * channels * images;
      const planes = tf.reshape(byChannel(input, images), [at(sources), plane.height, plane.width]);
      const seen = views(backend, windows, planes).map((view) =>
        tf.reshape(view, [replicas, sources, images * area(output)]),
      );
      const patches = tf.concat(seen, 1);
      const z = tf.add(product(backend, weight, patches, "first"), tf.expandDims(bias, 2));
      const y = tf.relu(z);
      const shrunk = shrink(tf.reshape(y, [at(targets), output.height, output.width]));
      const backward = (gradient: Tensor, wantInput: boolean): LayerGradients => {
        const d = tf.reshape(inward(gradient, images), [at(targets), pooled.height, pooled.width]);
        const dy = tf.reshape(shrunk.backward(d), y.shape);
        const dz = tf.mul(dy, tf.step(y));
        const own = { weight: product(backend, patches, dz, "second"), bias: tf.sum(dz, 2) };
        if (!wantInput) return own;
        const parts = tf
          .split(product(backend, weight, dz, "neither"), taps, 1)
          .map((part) => tf.reshape(part, [at(sources), output.height, output.width]));
        const below = gather(backend, windows, parts);
        return { ...own, input: tf.reshape(below, [replicas, sources, images, area(plane)]) };
      };
      const values = tf.reshape(shrunk.output, [replicas, targets, images, area(pooled)]);
      return { output: outward(values), backward };
    },
  };

  function shrink(planes: Tensor): Pooled {
    if (layer.pool) return pool(backend, layer.pool, output, pooled, planes);
    return { output: planes, backward: (gradient) => gradient };
  }

  /** [R, channels, images, positions] of images one after another. */
  function byChannel(input: Tensor, images: number): Tensor {
    if (!first || sources === 1) return input;
    const apart = tf.reshape(input, [input.shape[0]!, images, sources, area(plane)]);
    return tf.transpose(apart, [0, 2, 1, 3]);
  }

  /** [R, channels, images, positions], or image by image for a fully connected layer. */
  function outward(values: Tensor): Tensor {
    if (!last) return values;
    const [replicas, , images] = values.shape as [number, number, number, number];
    return tf.reshape(tf.transpose(values, [0, 2, 1, 3]), [replicas, images, -1]);
  }

  function inward(gradient: Tensor, images: number): Tensor {
    if (!last) return gradient;
    const shape = [gradient.shape[0]!, images, targets, area(pooled)];
    return tf.transpose(tf.reshape(gradient, shape), [0, 2, 1, 3]);
  }
}
