import { UserError } from "../src/error.js";
import { parseExperiment } from "../src/experiment/experiment.js";
import { scaledConvolutions, scaledHidden } from "../src/experiment/scale.js";
import type { ConvolutionSettings } from "../src/layers.js";
import { readDataset } from "../src/tables/dataset.js";
import { writeNetwork, writeUnits } from "../src/tables/network.js";
import { writePerformance } from "../src/tables/performance.js";
import { type HiddenLayers, trainDense } from "../src/trajectory/level.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";
import { openEngine, trainingOf, trainingOptions } from "./training.js";

export const train: Stage = {
  name: "train",
  summary: "dataset -> dense trained network",
  details: `Fully connected layers with ReLU, softmax and cross-entropy; He-normal weights, zero biases;
pixels as brightness from 0 to 1. --convolutions puts convolutions before them, each with ReLU and
then, if it has one, pooling; for example
  --convolutions '[{"channels":8,"kernel":3,"stride":1,"padding":"same","pool":{"kind":"max","size":2}}]'
schemas/experiment.json explains the keys and their defaults.`,
  inputs: [{ name: "dataset.arrow", meaning: "images and labels" }],
  outputs: [
    { option: "out", meaning: "network.arrow", required: true },
    { option: "units", meaning: "units.arrow: the biases", required: true },
    { option: "performance", meaning: "performance.arrow: one row, level 0" },
  ],
  options: {
    architecture: { type: "text", meaning: "its name, for the artefacts", default: "fc" },
    hidden: {
      type: "numbers",
      minimum: 1,
      meaning: "units of the hidden layers at width 1",
      default: [256, 128, 64],
    },
    convolutions: { type: "text", meaning: "JSON: a list, as in an experiment file", default: "" },
    width: { type: "number", above: 0, meaning: "factor on units and channels", default: 1 },
    ...trainingOptions,
  },
  async run(call) {
    const { dataset, table, name } = readDataset(call.inputs[0]!);
    const training = trainingOf(call);
    const width = call.number("width");
    const hidden = hiddenLayers(call, width);
    const { engine, attributes } = await openEngine(call);
    const { network, performance } = await trainDense(
      engine,
      dataset,
      hidden,
      training,
      (epoch, loss) => call.progress(epoch, training.epochs, `epoch, loss ${loss.toFixed(4)},`),
    );
    const dense = {
      dataset: name,
      architecture: call.text("architecture"),
      width,
      seed: training.seed,
      classes: dataset.train.classes,
    };
    const from = provenance(call, { dataset: table }, { ...attributes, dense, level: 0 });
    writeNetwork(call.out("out"), network, from);
    writeUnits(call.out("units"), network, from);
    const report = call.output("performance");
    if (report) writePerformance(report, [performance], from);
  },
};

/** Units and channels at a width. */
function hiddenLayers(call: StageCall, width: number): HiddenLayers {
  const hidden = scaledHidden(call.numbers("hidden"), width);
  const convolutions = scaledConvolutions(convolutionsOf(call), width);
  const all = [...convolutions.map((layer) => layer.channels), ...hidden];
  if (hidden.length === 0 || all.some((units) => units < 1))
    throw new UserError(
      `pcrit train: expected hidden layers of at least one unit, found ${all.join(",") || "none"}`,
    );
  return { hidden, convolutions };
}

/** Checked as an experiment's are, and with the same defaults. */
function convolutionsOf(call: StageCall): readonly ConvolutionSettings[] {
  const text = call.text("convolutions");
  if (text === "") return [];
  const option = "pcrit train: --convolutions";
  let convolutions: unknown;
  try {
    convolutions = JSON.parse(text);
  } catch {
    throw new UserError(`${option}: expected JSON, found ${text}`);
  }
  const architectures = [{ name: "given", hidden: [1], convolutions }];
  return parseExperiment(option, { name: "given", architectures }).architectures[0]!.convolutions!;
}
