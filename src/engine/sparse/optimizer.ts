import { UserError } from "../../error.js";
import type { Optimizer } from "../engine.js";
import type { TrainingSession } from "./session.js";

/** A fresh optimiser for a session's parameters; each call is one step along the gradients. */
export function optimizer(session: TrainingSession, settings: Optimizer): () => void {
  return settings.optimizer === "adam" ? adam(session, settings) : sgd(session, settings);
}

/** Kingma & Ba 2015, algorithm 1; formula in assembly/optimizer.ts. */
function adam(session: TrainingSession, settings: Optimizer): () => void {
  const { kernels, parameters, weight, gradient } = session;
  const { learningRate, beta1, beta2, epsilon } = settings;
  if (!(Math.fround(epsilon) > 0)) {
    throw new UserError(
      `epsilon of Adam: expected a number above 0, found ${epsilon}; ` +
        "a weight whose gradient has always been zero would become 0 / 0",
    );
  }
  const mean = session.parameterArray();
  const square = session.parameterArray();
  // beta^step by repeated products: Math.pow may differ between machines
  let power1 = 1;
  let power2 = 1;
  return () => {
    power1 *= beta1;
    power2 *= beta2;
    kernels.adam(
      parameters.count,
      weight,
      gradient,
      mean,
      square,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      learningRate / (1 - power1),
      1 / Math.sqrt(1 - power2),
      epsilon,
    );
  };
}

function sgd(session: TrainingSession, settings: Optimizer): () => void {
  const { kernels, parameters, weight, gradient } = session;
  const velocity = session.parameterArray();
  return () => {
    kernels.sgd(
      parameters.count,
      weight,
      gradient,
      velocity,
      settings.momentum,
      settings.learningRate,
    );
  };
}
