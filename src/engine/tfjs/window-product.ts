import { area, type Convolution } from "../../geometry.js";
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";
import type { WeightPlaces } from "./parameters.js";
import { product } from "./products.js";
import { gather, views, type Windows } from "./windows.js";

/** A product and the way back; planes are [R, channels, images, positions]. */
export interface WindowProduct {
  readonly output: Tensor;
  /** @param gradient of the loss in the output. */
  backward(
    gradient: Tensor,
    wantInput: boolean,
  ): { readonly weight: Tensor; readonly input?: Tensor };
}

/**
 * A convolution without biases as a product over its windows: with the patches X [R, taps x sources,
 * images x positions] and the weights W [R, taps x sources, targets]
 *   z = W^T X, dW = X dz^T, dX = W dz,
 * and dX gathered to the input from the windows. Channels come before images, so that the patches are
 * the taps' views one after another, without a transposition. Groups are zeros in W.
 * @param planes [R, sources, images, positions].
 */
export function windowProduct(
  backend: Backend,
  layer: Convolution,
  planes: Tensor,
  weight: Tensor,
): WindowProduct {
  const { tf } = backend;
  const { sources, targets, kernel, input, output } = layer;
  const windows: Windows = { ...layer, ...kernel };
  const taps = area(kernel);
  const [replicas, , images] = planes.shape as [number, number, number];
  const channels = replicas * sources * images;
  const seen = views(
    backend,
    windows,
    tf.reshape(planes, [channels, input.height, input.width]),
  ).map((view) => tf.reshape(view, [replicas, sources, images * area(output)]));
  const patches = tf.concat(seen, 1);
  const z = product(backend, weight, patches, "first");
  return {
    output: tf.reshape(z, [replicas, targets, images, area(output)]),
    backward(gradient, wantInput) {
      const dz = tf.reshape(gradient, z.shape);
      const own = { weight: product(backend, patches, dz, "second") };
      if (!wantInput) return own;
      const parts = tf
        .split(product(backend, weight, dz, "neither"), taps, 1)
        .map((part) => tf.reshape(part, [channels, output.height, output.width]));
      const below = gather(backend, windows, parts);
      return { ...own, input: tf.reshape(below, [replicas, sources, images, area(input)]) };
    },
  };
}

/** Where the weights of a convolution lie in W. */
export function kernelPlaces({ sources, targets, kernel }: Convolution): WeightPlaces {
  return {
    weightShape: [area(kernel) * sources, targets],
    biases: targets,
    place: (source, target, tap) => (tap * sources + source) * targets + target,
  };
}
