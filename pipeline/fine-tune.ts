import { writeConfusion } from "../src/tables/confusion.js";
import { checkFits, readDataset } from "../src/tables/dataset.js";
import { writeNetwork, writeUnits } from "../src/tables/network.js";
import { writePerformance } from "../src/tables/performance.js";
import { fineTune as fineTuneLevel } from "../src/trajectory/level.js";
import { inputsNote, networkOf, networkOptions } from "./network-input.js";
import { noted, noteUnknownInitial } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";
import { openEngine, trainingOf, trainingOptions } from "./training.js";

export const fineTune: Stage = {
  name: "fine-tune",
  summary: "pruned network -> the same mask, trained further",
  details: "Starts with a fresh optimiser. A pruned weight stays absent.",
  inputs: [
    { name: "network.arrow", meaning: "surviving weights" },
    { name: "units.arrow", meaning: "biases" },
    { name: "dataset.arrow", meaning: "images and labels" },
  ],
  outputs: [
    { option: "out", meaning: "network.arrow", required: true },
    { option: "units", meaning: "units.arrow", required: true },
    { option: "performance", meaning: "performance.arrow: one row" },
    { option: "confusion", meaning: "confusion.arrow: label x prediction, before and after" },
  ],
  options: {
    ...trainingOptions,
    epochs: { ...trainingOptions.epochs, default: 2 },
    level: {
      type: "integer",
      minimum: 0,
      meaning: "step of the schedule: names the random stream of the batches",
      default: 1,
    },
    ...networkOptions,
  },
  async run(call) {
    const { network, edges, biases } = networkOf(call, call.inputs[0]!, call.inputs[1]!);
    const { dataset, table } = readDataset(call.inputs[2]!);
    checkFits(call.inputs[2]!, dataset, network);
    noted(inputsNote(call.inputs[0]!, network, dataset));
    const training = trainingOf(call);
    const level = call.number("level");
    const { engine, attributes } = await openEngine(call);
    const result = await fineTuneLevel(engine, network, dataset, training, level, (epoch, loss) =>
      call.progress(epoch, training.epochs, `epoch, loss ${loss.toFixed(4)},`),
    );
    const from = provenance(
      call,
      { network: edges, units: biases, dataset: table },
      { ...attributes, level },
    );
    writeNetwork(call.out("out"), result.network, from);
    writeUnits(call.out("units"), result.network, from);
    const report = call.output("performance");
    if (report) {
      noteUnknownInitial(call.inputs[0]!, network);
      writePerformance(report, [result.performance], from);
    }
    const matrices = call.output("confusion");
    const matrix = { level, confusion: result.confusion };
    if (matrices) writeConfusion(matrices, [matrix], from, dataset.names);
  },
};
