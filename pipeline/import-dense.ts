import { keepDurable } from "../src/durable.js";
import { isUserError, UserError } from "../src/error.js";
import { type Architecture, checkArchitecture, inExperiment } from "../src/import/architecture.js";
import { tensorNames } from "../src/import/found.js";
import { importedNetwork } from "../src/import/network.js";
import { checkOutputs } from "../src/import/outputs.js";
import { readForeign } from "../src/import/read.js";
import { parseJson } from "../src/json.js";
import { writeConfusion } from "../src/tables/confusion.js";
import { checkFits, readDataset } from "../src/tables/dataset.js";
import { writeNetwork, writeUnits } from "../src/tables/network.js";
import { writePerformance } from "../src/tables/performance.js";
import { evaluateDense } from "../src/trajectory/level.js";
import { foreignProvenance } from "./foreign-provenance.js";
import { networkImportOptions } from "./import-network.js";
import { inputsNote } from "./network-input.js";
import { noted } from "./noted.js";
import type { Stage, StageCall } from "./stage.js";
import { openEngine, trainingOptions } from "./training.js";

const { prefix, "keep-zeros": keepZeros } = networkImportOptions;

export const importDense: Stage = {
  name: "import-dense",
  summary: "a network that was trained elsewhere -> what train leaves of one",
  details: `What a run does in place of train for "architectures": [{ "name": "mine", "from": FILE }]: pcrit import, and
the network's performance on the data set, which trajectory begins with. The network reads the images as
its own words say ("normalise"), whatever the data set says. --words holds what schemas/architecture.json
describes, as text.`,
  inputs: [
    { name: "FILE", meaning: "a foreign network; see pcrit import --help" },
    { name: "dataset.arrow", meaning: "images and labels" },
  ],
  outputs: [
    { option: "out", meaning: "network.arrow", required: true },
    { option: "units", meaning: "units.arrow: the biases", required: true },
    { option: "performance", meaning: "performance.arrow: one row, level 0" },
    { option: "confusion", meaning: "confusion.arrow: label x prediction" },
  ],
  options: {
    architecture: { type: "text", meaning: "its name, for the artefacts", default: "fc" },
    width: { type: "number", above: 0, meaning: "what it counts as among widths", default: 1 },
    words: { type: "text", meaning: "JSON: what the tensors do not say", default: "{}" },
    prefix: prefix!,
    "keep-zeros": keepZeros!,
    engine: { ...trainingOptions.engine, meaning: "what computes" },
    backend: trainingOptions.backend,
  },
  async run(call) {
    const [path, dataPath] = call.inputs as [string, string];
    const { network, notes, names } = inWords(() => read(call, path));
    const { dataset, table, name, classes } = readDataset(dataPath);
    checkFits(dataPath, dataset, network);
    noted({
      notes: [
        ...notes.map(inExperiment),
        ...checkOutputs(dataPath, dataset, network.units.at(-1)!),
      ],
    });
    noted(inputsNote(path, network, dataset));
    const { engine, attributes } = await openEngine(call);
    const { performance, confusion } = await evaluateDense(engine, dataset, network);
    const architecture = call.text("architecture");
    const width = call.number("width");
    const dense = { dataset: name, architecture, width, imported: true, classes };
    const foreign = foreignProvenance(
      call,
      { file: path },
      { ...attributes, names, dense, level: 0 },
    );
    const from = { ...foreign, inputs: { ...foreign.inputs, dataset: table.sha256() } };
    writeNetwork(call.out("out"), network, from);
    writeUnits(call.out("units"), network, from);
    keepDurable([call.out("out"), call.out("units")]);
    const report = call.output("performance");
    if (report !== undefined) writePerformance(report, [performance], from);
    const matrices = call.output("confusion");
    if (matrices !== undefined)
      writeConfusion(matrices, [{ level: 0, confusion }], from, dataset.names);
  },
};

function read(call: StageCall, path: string) {
  const words: Architecture = checkArchitecture(
    "pcrit import-dense: --words",
    parseJson("pcrit import-dense: --words", call.text("words")),
  );
  const found = readForeign([path], words, call.value("prefix") as string | undefined);
  const { network, notes } = importedNetwork(path, found, call.flag("keep-zeros"));
  return { network, notes, names: tensorNames(found) };
}

/** Messages name the option of another command. */
function inWords<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw isUserError(error) ? new UserError(inExperiment(error.message)) : error;
  }
}
