/** An activation on tensors, by the table that all engines share. */
import {
  type ActivationLayer,
  type Arithmetic,
  activationSetting,
  activations,
} from "../../activations.js";
import type { Backend } from "./backend.js";
import type { GraphOperation } from "./graph-operation.js";
import type { Library, Tensor } from "./library.js";

export function activation({ tf }: Backend, layer: ActivationLayer): GraphOperation {
  const { value, slope } = activations[layer.kind];
  const on = tensors(tf);
  return {
    forward([x]) {
      const setting = on.of(activationSetting(layer));
      return {
        output: value(on, x!, setting),
        backward: (gradient) => ({
          inputs: [tf.mul(gradient, slope(on, x!, setting))],
          parameters: [],
        }),
      };
    },
  };
}

function tensors(tf: Library): Arithmetic<Tensor> {
  return {
    of: (value) => tf.scalar(value),
    add: (a, b) => tf.add(a, b),
    subtract: (a, b) => tf.sub(a, b),
    multiply: (a, b) => tf.mul(a, b),
    divide: (a, b) => tf.div(a, b),
    smaller: (a, b) => tf.minimum(a, b),
    larger: (a, b) => tf.maximum(a, b),
    exp: (x) => tf.exp(x),
    step: (x) => tf.step(x),
    logistic: (x) => tf.sigmoid(x),
    softplus: (x) => tf.add(tf.relu(x), tf.log(tf.add(tf.exp(tf.neg(tf.abs(x))), tf.scalar(1)))),
    normalShare: (x) =>
      tf.mul(tf.add(tf.erf(tf.mul(x, tf.scalar(Math.SQRT1_2))), tf.scalar(1)), tf.scalar(0.5)),
  };
}
