import type { Images } from "../src/data/dataset.js";
import { allFinite, classesOf } from "../src/engine/checks.js";
import type { Evaluation } from "../src/engine/engine.js";
import { UserError } from "../src/error.js";
import { checkFits, readDataset } from "../src/tables/dataset.js";
import { rightOf, writeEvaluation, writeLogits, writeMatrix } from "../src/tables/evaluation.js";
import { inputsNote, networkOf, networkOptions } from "./network-input.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";
import { openEngine, trainingOptions } from "./training.js";

export const evaluate: Stage = {
  name: "evaluate",
  summary: "network and dataset -> accuracy, loss, entropies, confusion, logits",
  details: `What a network answers to the images of one split, without training: printed, and written where
files are named. The data set may lack classes of the network. Images are read as the network's metadata
say ("normalise"): (value - mean) / std, where value is byte / 255 or a float as it is.`,
  inputs: [
    { name: "network.arrow", meaning: "surviving weights" },
    { name: "units.arrow", meaning: "biases" },
    { name: "dataset.arrow", meaning: "images and labels" },
  ],
  outputs: [
    { option: "out", meaning: "evaluation.arrow: one row" },
    { option: "confusion", meaning: "matrix.arrow: images by label and prediction" },
    { option: "logits", meaning: "logits.arrow: one row an image, one column a class" },
  ],
  options: {
    split: { type: "text", values: ["train", "test"], meaning: "which images", default: "test" },
    engine: { ...trainingOptions.engine, meaning: "what computes" },
    backend: trainingOptions.backend,
    ...networkOptions,
  },
  async run(call) {
    const [path, unitsPath, dataPath] = call.inputs as [string, string, string];
    const { network, edges, biases } = networkOf(call, path, unitsPath);
    const { dataset, table } = readDataset(dataPath);
    checkFits(dataPath, dataset, network);
    noted(inputsNote(path, network, dataset));
    const split = call.text("split") as "train" | "test";
    const images = dataset[split];
    const { engine, attributes } = await openEngine(call);
    const evaluation = await engine.evaluate(network, images);
    checkFinite(path, [evaluation.loss, evaluation.predictionEntropy]);
    const from = provenance(call, { network: edges, units: biases, dataset: table }, attributes);
    const logitsPath = call.output("logits");
    if (logitsPath !== undefined) {
      const logits = await engine.logits(network, images);
      checkFinite(path, logits);
      writeLogits(logitsPath, images, logits, classesOf(network), from);
    }
    const matrix = call.output("confusion");
    if (matrix !== undefined) writeMatrix(matrix, evaluation.confusion, from);
    const out = call.output("out");
    if (out !== undefined) writeEvaluation(out, split, network, images, evaluation, from);
    process.stdout.write(inWords(split, images, evaluation));
  },
};

function checkFinite(path: string, values: ArrayLike<number>): void {
  if (allFinite(values)) return;
  throw new UserError(
    `${path}: expected finite outputs for every image, found others: its weights or its inputs are too large`,
  );
}

function inWords(split: string, images: Images, evaluation: Evaluation): string {
  const { accuracy, loss, predictionEntropy, outcomeEntropy } = evaluation;
  const lines = [
    `${split}: ${rightOf(evaluation.confusion)} of ${images.count} right, accuracy ${accuracy}`,
    `mean loss ${loss} nats`,
    `prediction entropy ${predictionEntropy} nats, outcome entropy ${outcomeEntropy} nats`,
  ];
  return `${lines.join("\n")}\n`;
}
