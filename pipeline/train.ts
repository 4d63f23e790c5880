import { keepDurable } from "../src/durable.js";
import { UserError } from "../src/error.js";
import type { Chain, Layered } from "../src/experiment/experiment.js";
import { parseExperiment } from "../src/experiment/read.js";
import { scaledConvolutions, scaledHidden } from "../src/experiment/scale.js";
import type { ConvolutionSettings } from "../src/geometry.js";
import { parseJson } from "../src/json.js";
import { mostUnits } from "../src/limits.js";
import { shippedShapes } from "../src/shapes.js";
import { writeConfusion } from "../src/tables/confusion.js";
import { readTrainingSet } from "../src/tables/dataset.js";
import { writeNetwork, writeUnits } from "../src/tables/network.js";
import { writePerformance } from "../src/tables/performance.js";
import {
  type HiddenLayers,
  type LayersAtWidth,
  type LevelResult,
  trainDenseMany,
} from "../src/trajectory/level.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";
import { openEngine, same, trainingOf, trainingOptions } from "./training.js";

export const train: Stage = {
  name: "train",
  summary: "dataset -> dense trained network",
  together: true,
  details: `Fully connected layers with ReLU, softmax and cross-entropy; He-normal weights, zero biases;
pixels as brightness from 0 to 1, or as the data set's attribute "normalise" says, which the network then
keeps. --convolutions puts convolutions before them, each with ReLU and
then, if it has one, pooling; for example
  --convolutions '[{"channels":8,"kernel":3,"stride":1,"padding":"same","pool":{"kind":"max","size":2}}]'
schemas/experiment.json explains the keys and their defaults. --layers takes a network that is no chain in place of
both: layers that name what they read (schemas/layers.json), or the name of a shape, for example resnet8.
Several calls, with --and between them, train several networks: the engine tfjs in one program.`,
  inputs: [{ name: "dataset.arrow", meaning: "images and labels" }],
  outputs: [
    { option: "out", meaning: "network.arrow", required: true },
    { option: "units", meaning: "units.arrow: the biases", required: true },
    { option: "performance", meaning: "performance.arrow: one row, level 0" },
    { option: "confusion", meaning: "confusion.arrow: label x prediction" },
  ],
  options: {
    architecture: { type: "text", meaning: "its name, for the artefacts", default: "fc" },
    hidden: {
      type: "integers",
      minimum: 1,
      maximum: mostUnits,
      meaning: "units of the hidden layers at width 1",
      default: [256, 128, 64],
    },
    convolutions: { type: "text", meaning: "JSON: a list, as in an experiment file", default: "" },
    layers: {
      type: "text",
      meaning: `JSON: a list, as in schemas/layers.json; or one of ${shippedShapes().join(", ")}`,
      default: "",
    },
    width: { type: "number", above: 0, meaning: "factor on units and channels", default: 1 },
    ...trainingOptions,
  },
  async run(call, ...others) {
    const path = same(call, others, ({ inputs }) => inputs[0]!, "data set");
    const data = readTrainingSet(path);
    const calls = [call, ...others];
    const jobs = calls.map((one) => ({ layers: layersOf(one), training: trainingOf(one) }));
    const { engine, attributes } = await openEngine(call, ...others);
    const epochs = jobs.reduce((sum, { training }) => sum + training.epochs, 0);
    let done = 0;
    const trained = await trainDenseMany(engine, data.dataset, jobs, (_job, _epoch, loss) =>
      call.progress(++done, epochs, `epoch, loss ${loss.toFixed(4)},`),
    );
    for (const [i, one] of calls.entries()) write(one, data, attributes, trained[i]!);
  },
};

function write(
  call: StageCall,
  { dataset, table, name }: ReturnType<typeof readTrainingSet>,
  attributes: Readonly<Record<string, unknown>>,
  { network, performance, confusion }: LevelResult,
): void {
  const dense = {
    dataset: name,
    architecture: call.text("architecture"),
    width: call.number("width"),
    seed: call.number("seed"),
    classes: dataset.train.classes,
  };
  const from = provenance(call, { dataset: table }, { ...attributes, dense, level: 0 });
  writeNetwork(call.out("out"), network, from);
  writeUnits(call.out("units"), network, from);
  keepDurable([call.out("out"), call.out("units")]);
  const report = call.output("performance");
  if (report) writePerformance(report, [performance], from);
  const matrices = call.output("confusion");
  if (matrices) writeConfusion(matrices, [{ level: 0, confusion }], from, dataset.names);
}

function layersOf(call: StageCall): HiddenLayers | LayersAtWidth {
  const text = call.text("layers");
  if (text === "") return hiddenLayers(call);
  if (call.text("convolutions") !== "")
    throw new UserError("pcrit train: expected either --layers or --convolutions, found both");
  const stated = /^\s*[[{]/.test(text) ? parseJson(`${OPTION}layers`, text) : text;
  const architectures = [{ name: "given", layers: stated }];
  const [own] = parsed(`${OPTION}layers`, architectures) as readonly Layered[];
  const width = call.number("width");
  const where = `architecture "${call.text("architecture")}" at width ${width}`;
  return { layers: own!.layers, width, where };
}

/** Units and channels at the call's width. */
function hiddenLayers(call: StageCall): HiddenLayers {
  const width = call.number("width");
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
  const option = `${OPTION}convolutions`;
  const convolutions = parseJson(option, text);
  const [own] = parsed(option, [{ name: "given", hidden: [1], convolutions }]) as readonly Chain[];
  return own!.convolutions!;
}

const OPTION = "pcrit train: --";

/** Of an experiment that says nothing of its images. */
function parsed(option: string, architectures: readonly object[]) {
  const dataset = { name: "given" };
  return parseExperiment(option, { name: "given", dataset, architectures }).architectures;
}
