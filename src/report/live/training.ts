/** How a level was fine-tuned, from the settings in its file, which leave out what is the default. */
import { fineTuningEpochs, trainingDefaults } from "../../trajectory/defaults.js";
import type { LevelTraining } from "../../trajectory/level.js";

export function trainingIn(
  settings: Readonly<Record<string, unknown>>,
  seed: number,
): LevelTraining {
  const number = (name: string, otherwise: number) => {
    const value = settings[name];
    return typeof value === "number" ? value : otherwise;
  };
  return {
    seed,
    epochs: number("epochs", fineTuningEpochs),
    optimizer: settings["optimizer"] === "sgd" ? "sgd" : trainingDefaults.optimizer,
    learningRate: number("learning-rate", trainingDefaults.learningRate),
    batch: number("batch", trainingDefaults.batch),
    momentum: number("momentum", trainingDefaults.momentum),
    beta1: number("beta1", trainingDefaults.beta1),
    beta2: number("beta2", trainingDefaults.beta2),
    epsilon: number("epsilon", trainingDefaults.epsilon),
  };
}
