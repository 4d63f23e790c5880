/** What stages that train take where nothing is said; artefacts leave out settings that are these. */
import type { LevelTraining } from "./level.js";

export const trainingDefaults = {
  optimizer: "adam",
  learningRate: 0.001,
  batch: 128,
  momentum: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
} as const satisfies Omit<LevelTraining, "epochs" | "seed">;

/** Epochs at each level. */
export const fineTuningEpochs = 2;
