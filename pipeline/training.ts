/** Options that train, fine-tune and trajectory share. */
import type { LevelTraining } from "../src/trajectory/level.js";
import type { Option, StageCall } from "./stage.js";

export const trainingOptions = {
  seed: { type: "integer", minimum: 0, meaning: "names the random streams", default: 0 },
  epochs: { type: "integer", minimum: 0, meaning: "passes over the training images", default: 8 },
  optimizer: { type: "text", values: ["adam", "sgd"], meaning: "optimiser", default: "adam" },
  "learning-rate": { type: "number", above: 0, meaning: "step size", default: 0.001 },
  batch: { type: "integer", minimum: 1, meaning: "images per step", default: 128 },
  momentum: { type: "number", minimum: 0, below: 1, meaning: "of sgd", default: 0.9 },
  beta1: { type: "number", minimum: 0, below: 1, meaning: "of adam", default: 0.9 },
  beta2: { type: "number", minimum: 0, below: 1, meaning: "of adam", default: 0.999 },
  epsilon: { type: "number", above: 0, meaning: "of adam", default: 1e-8 },
} as const satisfies Record<string, Option>;

export function trainingOf(call: StageCall): LevelTraining {
  return {
    seed: call.number("seed"),
    epochs: call.number("epochs"),
    optimizer: call.text("optimizer") === "sgd" ? "sgd" : "adam",
    learningRate: call.number("learning-rate"),
    batch: call.number("batch"),
    momentum: call.number("momentum"),
    beta1: call.number("beta1"),
    beta2: call.number("beta2"),
    epsilon: call.number("epsilon"),
  };
}
