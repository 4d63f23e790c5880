import { area, type Convolution } from "../../geometry.js";
import type { Backend } from "./backend.js";
import type { Layer, LayerGradients } from "./layer.js";
import type { Tensor } from "./library.js";
import { type Pooled, pool } from "./pooling.js";
import { kernelPlaces, windowProduct } from "./window-product.js";

/**
 * A convolution, z = W^T X + b over its windows; db = sum of dz over images and positions. ReLU and pooling
 * follow.
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
  const { sources, targets, input: plane, output, pooled } = layer;
  return {
    ...kernelPlaces(layer),
    forward(input, weight, bias) {
      const replicas = input.shape[0]!;
      const images = input.size / (replicas * sources * area(plane));
      const planes = tf.reshape(byChannel(input, images), [replicas, sources, images, area(plane)]);
      const windows = windowProduct(backend, layer, planes, weight);
      const z = tf.add(windows.output, tf.reshape(bias, [replicas, targets, 1, 1]));
      const y = tf.relu(z);
      const flat = [replicas * targets * images, output.height, output.width] as const;
      const shrunk = shrink(tf.reshape(y, [...flat]));
      const backward = (gradient: Tensor, wantInput: boolean): LayerGradients => {
        const d = tf.reshape(inward(gradient, images), [flat[0], pooled.height, pooled.width]);
        const dy = tf.reshape(shrunk.backward(d), y.shape);
        const dz = tf.mul(dy, tf.step(y));
        return { ...windows.backward(dz, wantInput), bias: tf.sum(dz, [2, 3]) };
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
