/** The optimisers of the sparse engine (formulas in assembly/optimizer.ts) on tensors. */
import { UserError } from "../../error.js";
import type { Optimizer } from "../engine.js";
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";
import type { Parameters } from "./parameters.js";

/** Parameters and an optimiser's memory of past gradients, none of them shared. */
export type Moving = {
  readonly parameters: Parameters;
  readonly memory: Parameters[];
};

export interface Steps {
  /** Zero arrays of the parameters' shapes. */
  memory(parameters: Parameters): Parameters[];
  /** One step along the gradients, as new tensors. Call within tidy. */
  step(from: Moving, gradients: Parameters): Moving;
  dispose(): void;
}

/** @throws UserError for an epsilon that single precision takes for zero. */
export function optimizer(backend: Backend, settings: Optimizer): Steps {
  return settings.optimizer === "adam" ? adam(backend, settings) : sgd(backend, settings);
}

/** Kingma & Ba 2015, algorithm 1. A pruned weight's gradient is always 0, and so is its step. */
function adam({ tf }: Backend, { learningRate, beta1, beta2, epsilon }: Optimizer): Steps {
  if (!(Math.fround(epsilon) > 0)) {
    throw new UserError(
      `epsilon of Adam: expected a number above 0, found ${epsilon}; ` +
        "a weight whose gradient has always been zero would become 0 / 0",
    );
  }
  const numbers = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon].map((x) => tf.scalar(x));
  const [keep1, add1, keep2, add2, small] = numbers as [Tensor, Tensor, Tensor, Tensor, Tensor];
  // beta^step by repeated products, as the sparse engine does
  let power1 = 1;
  let power2 = 1;
  return {
    memory: (parameters) => [zeros(tf, parameters), zeros(tf, parameters)],
    step({ parameters, memory }, gradients) {
      power1 *= beta1;
      power2 *= beta2;
      const rate = tf.scalar(learningRate / (1 - power1));
      const correction = tf.scalar(1 / Math.sqrt(1 - power2));
      const mean = gradients.map((g, i) => tf.add(tf.mul(memory[0]![i]!, keep1), tf.mul(g, add1)));
      const square = gradients.map((g, i) =>
        tf.add(tf.mul(memory[1]![i]!, keep2), tf.mul(tf.mul(g, add2), g)),
      );
      const moved = parameters.map((w, i) => {
        const scale = tf.add(tf.mul(tf.sqrt(square[i]!), correction), small);
        return tf.sub(w, tf.div(tf.mul(mean[i]!, rate), scale));
      });
      return { parameters: moved, memory: [mean, square] };
    },
    dispose: () => tf.dispose(numbers),
  };
}

function sgd({ tf }: Backend, { learningRate, momentum }: Optimizer): Steps {
  const numbers = [momentum, learningRate].map((x) => tf.scalar(x));
  const [keep, rate] = numbers as [Tensor, Tensor];
  return {
    memory: (parameters) => [zeros(tf, parameters)],
    step({ parameters, memory }, gradients) {
      const velocity = gradients.map((g, i) => tf.add(tf.mul(memory[0]![i]!, keep), g));
      const moved = parameters.map((w, i) => tf.sub(w, tf.mul(velocity[i]!, rate)));
      return { parameters: moved, memory: [velocity] };
    },
    dispose: () => tf.dispose(numbers),
  };
}

const zeros = (tf: Backend["tf"], parameters: Parameters) =>
  parameters.map((parameter) => tf.zeros(parameter.shape));
