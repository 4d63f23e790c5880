import { join } from "node:path";
import type { Provenance } from "../src/arrow/table.js";
import { UserError } from "../src/error.js";
import { keepOnly } from "../src/files.js";
import { density, type Network } from "../src/network.js";
import { chosenLevels } from "../src/null-model/chosen-levels.js";
import { modelMeanings, startMeanings } from "../src/null-model/ladder.js";
import { type LadderSettings, ladderSize, retrainLadder } from "../src/null-model/retrain.js";
import { rowsIn } from "../src/null-model/rows.js";
import { checkFits, readDataset } from "../src/tables/dataset.js";
import { writeNetwork, writeUnits } from "../src/tables/network.js";
import { type NullRow, writeNullModels } from "../src/tables/null-model.js";
import { readLevel } from "./level-store.js";
import { inputsNote, networkOf, networkOptions, unitsGiven } from "./network-input.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";
import { openEngine, trainingOf, trainingOptions } from "./training.js";

const lines = (meanings: Readonly<Record<string, string>>) =>
  Object.entries(meanings).map(([name, meaning]) => `  ${name.padEnd(18)} ${meaning}`);

export const nullModel: Stage = {
  name: "null-model",
  summary: "levels -> subnetworks that keep part of what was learned, trained with one budget",
  details: `For the level nearest to each of --densities, the ladder of null models:
${lines(modelMeanings).join("\n")}
each trained from two kinds of weights, with the same images in the same order:
${lines(startMeanings).join("\n")}
overlap: share of the subnetwork's weights whose places the learned mask keeps too.`,
  inputs: [
    { name: "network.arrow", meaning: "the dense trained network" },
    { name: "units.arrow", meaning: "its biases" },
    { name: "performance.arrow", meaning: "its performance" },
    { name: "dataset.arrow", meaning: "images and labels" },
    { name: "level/network.arrow", many: "some", meaning: "pruned networks of one cell" },
  ],
  outputs: [
    { option: "out", meaning: "null-model.arrow: one row a trained subnetwork", required: true },
    { option: "networks", meaning: "folder for the trained subnetworks: NAME/network.arrow, …" },
  ],
  options: {
    densities: { type: "numbers", above: 0, below: 1, required: true, meaning: "levels to take" },
    repetitions: {
      type: "integer",
      minimum: 1,
      maximum: 100_000,
      meaning: "draws of a null model",
      default: 1,
    },
    ...trainingOptions,
    epochs: { ...trainingOptions.epochs, meaning: "passes from initial weights; 0: none" },
    ...networkOptions,
    "fine-tuning-epochs": {
      type: "integer",
      minimum: 0,
      maximum: 1_000_000,
      meaning: "passes from inherited weights; 0: none",
      default: 2,
    },
  },
  async run(call) {
    const [network, units, performance, data] = call.inputs as [string, string, string, string];
    const dense = noted(readLevel({ network, units, performance }, unitsGiven(call)));
    checkDense(network, dense.network);
    const { dataset, table: images, classes } = readDataset(data);
    checkFits(data, dataset, dense.network);
    noted(inputsNote(network, dense.network, dataset));
    const learned = levelNetworks(call);
    const settings = startsOf(network, dense.network, settingsOf(call));
    const { engine, attributes } = await openEngine(call);
    const inputs = {
      ...Object.fromEntries(learned.map(({ level, edges }) => [`level ${level}`, edges])),
      network: dense.edges,
      units: dense.biases,
      performance: dense.table,
      dataset: images,
    };
    const from = provenance(call, inputs, attributes);
    const folder = call.output("networks");
    const total = learned.length * ladderSize(settings);
    const rows: NullRow[] = [];
    for (const { level, path, network: own } of learned) {
      const mask = rowsIn(dense.network, own, path);
      const ladder = { dataset, dense: dense.network, learned: mask, level };
      const trained = retrainLadder(engine, ladder, settings);
      for await (const { network: subnetwork, ...result } of trained) {
        rows.push({ level, ...result });
        if (folder !== undefined) writeSubnetwork(folder, subnetwork, rows.at(-1)!, from);
        call.progress(rows.length, total, "subnetworks");
      }
    }
    if (folder !== undefined) keepOnly(folder, new Set(rows.map(nameOf)), /^/);
    const { accuracy } = dense.performance;
    writeNullModels(call.out("out"), rows, { accuracy, classes }, from);
  },
};

/** Writes FOLDER/LEVEL-START-MODEL-REPETITION/network.arrow and units.arrow. */
function writeSubnetwork(folder: string, network: Network, row: NullRow, from: Provenance): void {
  const { level, model, start, repetition } = row;
  const name = nameOf(row);
  const attributes = { ...from.attributes, level, null: { model, start, repetition } };
  writeNetwork(join(folder, name, "network.arrow"), network, { ...from, attributes });
  writeUnits(join(folder, name, "units.arrow"), network, { ...from, attributes });
}

function nameOf({ level, model, start, repetition }: NullRow): string {
  return `${String(level).padStart(3, "0")}-${start}-${model}-${repetition}`;
}

function settingsOf(call: StageCall) {
  const { epochs, ...training } = trainingOf(call);
  const inherited = call.number("fine-tuning-epochs");
  if (epochs === 0 && inherited === 0)
    throw new UserError("pcrit null-model: expected --epochs or --fine-tuning-epochs above 0");
  return {
    training,
    epochs: { initial: epochs, inherited },
    repetitions: call.number("repetitions"),
  };
}

function checkDense(path: string, network: Network): void {
  if (density(network) === 1) return;
  throw new UserError(
    `${path}: expected the dense network, found one of density ${density(network)}; give the file that pcrit train wrote`,
  );
}

/** Without weights at initialisation none start there: inherited ones would answer another question, unseen. */
function startsOf(path: string, { initial }: Network, settings: LadderSettings): LadderSettings {
  const { epochs } = settings;
  if (initial || epochs.initial === 0) return settings;
  if (epochs.inherited === 0)
    throw new UserError(
      `${path}: expected the column "initial", the weights at initialisation, from which --epochs ${epochs.initial} would train, found none; give --fine-tuning-epochs above 0 to train from inherited weights`,
    );
  noted({
    notes: [
      `${path}: the weights at initialisation are not known; subnetworks start from inherited ones alone`,
    ],
  });
  return { ...settings, epochs: { ...epochs, initial: 0 } };
}

/** The networks of the chosen levels, densest first; a file records which level it is. */
function levelNetworks(call: StageCall) {
  const found = call.inputs.slice(4).map((path) => {
    const { network, edges } = networkOf(call, path);
    const level = edges.attribute("level");
    if (typeof level !== "number")
      throw new UserError(
        `${path}: expected metadata that say which level the network is, found none; make it with pcrit trajectory`,
      );
    return { level, path, network, edges, density: density(network) };
  });
  const chosen = chosenLevels(found, call.numbers("densities"));
  if (chosen.length === 0)
    throw new UserError(`${call.inputs[4]}: expected pruned networks, found none`);
  return chosen.map((level) => found.find((one) => one.level === level)!);
}
