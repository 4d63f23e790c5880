import { sparseEngine } from "../src/engine/sparse/engine.js";
import { UserError } from "../src/error.js";
import { scaledHidden } from "../src/experiment/cells.js";
import { readDataset } from "../src/tables/dataset.js";
import { writeNetwork, writeUnits } from "../src/tables/network.js";
import { writePerformance } from "../src/tables/performance.js";
import { trainDense } from "../src/trajectory/level.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";
import { trainingOf, trainingOptions } from "./training.js";

export const train: Stage = {
  name: "train",
  summary: "dataset -> dense trained network",
  details: `Fully connected layers with ReLU, softmax and cross-entropy; He-normal weights, zero biases;
pixels as brightness from 0 to 1.`,
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
    width: { type: "number", above: 0, meaning: "factor on the hidden layers", default: 1 },
    ...trainingOptions,
  },
  run(call) {
    const { dataset, table, name } = readDataset(call.inputs[0]!);
    const training = trainingOf(call);
    const width = call.number("width");
    const hidden = scaledHidden(call.numbers("hidden"), width);
    if (hidden.length === 0 || hidden.some((units) => units < 1))
      throw new UserError(
        `pcrit train: expected hidden layers of at least one unit, found ${hidden.join(",") || "none"}`,
      );
    const { network, performance } = trainDense(
      sparseEngine(),
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
    const from = provenance(call, { dataset: table }, { dense, level: 0 });
    writeNetwork(call.out("out"), network, from);
    writeUnits(call.out("units"), network, from);
    const report = call.output("performance");
    if (report) writePerformance(report, [performance], from);
  },
};
