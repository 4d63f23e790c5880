/** Normalisations of planes, [R, channels, images, positions]: y = scale n + shift with n of mean 0 and variance 1. */
import type { Operation } from "../../layer-graph.js";
import type { Backend } from "./backend.js";
import type { GraphOperation, Numbers, PlanesPass } from "./graph-operation.js";
import type { Tensor } from "./library.js";

type BatchNormalisation = Extract<Operation, { kind: "batch-normalisation" }>;

/** [R, channels] over planes. */
function perChannel({ tf }: Backend, values: Tensor): Tensor {
  return tf.reshape(values, [...values.shape, 1, 1]);
}

/** Over images and positions in training, by the running mean and variance else. */
export function batchNormalisation(
  backend: Backend,
  { epsilon, momentum, frozen }: BatchNormalisation,
): GraphOperation {
  const { tf } = backend;
  return {
    forward([x], numbers, training) {
      if (training && frozen !== true) {
        const count = x!.shape[2]! * x!.shape[3]!;
        return { ...over(backend, x!, [2, 3], epsilon, numbers), running: moved(count) };
      }
      const [mean, variance] = numbers.running.map((values) => perChannel(backend, values)) as [
        Tensor,
        Tensor,
      ];
      const inverse = tf.rsqrt(tf.add(variance, tf.scalar(epsilon)));
      const n = tf.mul(tf.sub(x!, mean), inverse);
      return scaled(backend, n, numbers, (dn) => tf.mul(dn, inverse));

      /** The variance's unbiased estimate, as PyTorch takes it. */
      function moved(count: number): Tensor[] {
        const { mean: own, variance: spread } = moments(backend, x!, [2, 3]);
        const unbiased = tf.mul(spread, tf.scalar(count / (count - 1)));
        return [own, unbiased].map((value, i) => {
          const before = numbers.running[i]!;
          const step = tf.sub(tf.reshape(value, before.shape), before);
          return tf.add(before, tf.mul(step, tf.scalar(momentum)));
        });
      }
    },
  };
}

/** Over the channels of one position of one image. */
export function layerNormalisation(backend: Backend, epsilon: number): GraphOperation {
  return { forward: ([x], numbers) => over(backend, x!, [1], epsilon, numbers) };
}

function moments({ tf }: Backend, x: Tensor, axes: number[]) {
  const mean = tf.mean(x, axes, true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), axes, true);
  return { mean, variance };
}

/** n = (x - mean) / sqrt(variance + epsilon) over these axes; dx = (dn - mean dn - n mean(dn n)) / sqrt(…). */
function over(
  backend: Backend,
  x: Tensor,
  axes: number[],
  epsilon: number,
  numbers: Numbers,
): PlanesPass {
  const { tf } = backend;
  const { mean, variance } = moments(backend, x, axes);
  const inverse = tf.rsqrt(tf.add(variance, tf.scalar(epsilon)));
  const n = tf.mul(tf.sub(x, mean), inverse);
  return scaled(backend, n, numbers, (dn) => {
    const along = tf.mul(n, tf.mean(tf.mul(dn, n), axes, true));
    return tf.mul(tf.sub(tf.sub(dn, tf.mean(dn, axes, true)), along), inverse);
  });
}

function scaled(
  backend: Backend,
  n: Tensor,
  { own: [scale, shift] }: Numbers,
  below: (dn: Tensor) => Tensor,
): PlanesPass {
  const { tf } = backend;
  const factor = perChannel(backend, scale!);
  return {
    output: tf.add(tf.mul(n, factor), perChannel(backend, shift!)),
    backward(gradient, wantInputs) {
      const parameters = [tf.sum(tf.mul(gradient, n), [2, 3]), tf.sum(gradient, [2, 3])];
      return { inputs: wantInputs ? [below(tf.mul(gradient, factor))] : [], parameters };
    },
  };
}
