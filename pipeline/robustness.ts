import { readOneOf } from "../src/arrow/read.js";
import type { Table } from "../src/arrow/table.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { UserError } from "../src/error.js";
import { density } from "../src/network.js";
import { Robustness, type RobustnessSettings } from "../src/robustness/curve.js";
import { firstImages } from "../src/robustness/noise.js";
import type { SubnetworkName } from "../src/robustness/observation.js";
import {
  type Perturbation,
  perturbationMeanings,
  perturbations,
} from "../src/robustness/perturbation.js";
import { checkFits, readDataset } from "../src/tables/dataset.js";
import { type RobustnessRow, writeRobustness } from "../src/tables/robustness.js";
import { inputsNote, networkOf, networkOptions } from "./network-input.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";

const meanings = Object.entries(perturbationMeanings).map(
  ([name, meaning]) => `  ${name.padEnd(26)} ${meaning}`,
);

export const robustness: Stage = {
  name: "robustness",
  summary: "trained networks -> accuracy as parts are removed or noise grows, without training",
  details: `For every network the accuracy on test images at growing amounts of
${meanings.join("\n")}
The order of removal is taken from the whole network, once. Networks are paired with their biases by
the level, and null model, that both files record. order_parameter is relative to the dense network.`,
  inputs: [
    { name: "network.arrow", meaning: "the dense trained network" },
    { name: "units.arrow", meaning: "its biases" },
    { name: "dataset.arrow", meaning: "images and labels" },
    { name: "FILE.arrow", many: "some", meaning: "network.arrow and units.arrow of each network" },
  ],
  outputs: [{ option: "out", meaning: "robustness.arrow: one row a point", required: true }],
  options: {
    perturbations: {
      type: "text",
      meaning: "some of them, with commas between",
      default: perturbations.join(","),
    },
    shares: {
      type: "numbers",
      minimum: 0,
      maximum: 1,
      meaning: "removed, ascending from 0",
      default: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1],
    },
    amplitudes: {
      type: "numbers",
      minimum: 0,
      meaning: "of noise, ascending from 0",
      default: [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1],
    },
    draws: {
      type: "integer",
      minimum: 1,
      maximum: 100_000,
      meaning: "averaged where chance plays a part",
      default: 3,
    },
    images: { type: "integer", minimum: 1, meaning: "first so many test images", default: 1000 },
    seed: { type: "integer", minimum: 0, meaning: "names the random streams", default: 0 },
    ...networkOptions,
  },
  async run(call) {
    const [densePath, unitsPath, dataPath] = call.inputs as [string, string, string];
    const dense = networkOf(call, densePath, unitsPath);
    const { dataset, table: data, classes } = readDataset(dataPath);
    checkFits(dataPath, dataset, dense.network);
    noted(inputsNote(densePath, dense.network, dataset));
    const images = firstImages(dataset.test, call.number("images"));
    const engine = sparseEngine();
    const { accuracy } = await engine.evaluate(dense.network, images);
    const pairs = pairedFiles(call.inputs.slice(3));
    const measure = new Robustness(engine, images, settingsOf(call));
    const rows: RobustnessRow[] = [];
    const inputs: Record<string, Table | undefined> = {};
    for (const [done, { label, name, network: path, units }] of pairs.entries()) {
      const { network, edges, biases } = networkOf(call, path, units);
      checkFits(dataPath, dataset, network);
      inputs[`network ${label}`] = edges;
      inputs[`units ${label}`] = biases;
      const points = await measure.curves(network);
      rows.push(...points.map((point) => ({ ...point, name, density: density(network) })));
      call.progress(done + 1, pairs.length, "networks");
    }
    const from = provenance(call, {
      ...inputs,
      dense: dense.edges,
      "dense units": dense.biases,
      dataset: data,
    });
    writeRobustness(call.out("out"), rows, { accuracy, classes }, from);
  },
};

function settingsOf(call: StageCall): RobustnessSettings {
  const names = call.text("perturbations").split(",");
  const wrong = names.find((name) => !(perturbations as readonly string[]).includes(name));
  if (wrong !== undefined)
    throw new UserError(
      `pcrit robustness: expected --perturbations of ${perturbations.join(", ")}, found ${wrong}`,
    );
  const ascending = (option: "shares" | "amplitudes") => {
    const values = call.numbers(option);
    if (values[0] !== 0 || values.some((x, i) => i > 0 && x <= values[i - 1]!))
      throw new UserError(
        `pcrit robustness: expected --${option} to ascend from 0, found ${values.join(",")}`,
      );
    return values;
  };
  return {
    perturbations: names as Perturbation[],
    shares: ascending("shares"),
    amplitudes: ascending("amplitudes"),
    draws: call.number("draws"),
    seed: call.number("seed"),
  };
}

interface NetworkPair {
  readonly label: string;
  readonly name: SubnetworkName;
  readonly network: string;
  readonly units: string;
}

/** Files of networks and of biases, paired; by level, then name. */
function pairedFiles(paths: readonly string[]): NetworkPair[] {
  const networks = new Map<string, { name: SubnetworkName; path: string }>();
  const units = new Map<string, string>();
  for (const path of paths) {
    const table = readOneOf(path, ["network", "units"]);
    const name = nameOf(table);
    const label = `${String(name.level).padStart(3, "0")} ${name.model} ${name.start} ${name.repetition}`;
    const own = table.format.name === "network" ? networks : units;
    if (own.has(label))
      throw new UserError(`${path}: expected one file of network ${label}, found two`);
    if (table.format.name === "network") networks.set(label, { name, path });
    else units.set(label, path);
  }
  return [...networks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, { name, path }]) => {
      const own = units.get(label);
      if (own === undefined)
        throw new UserError(`${path}: expected the units.arrow of the same network, found none`);
      return { label, name, network: path, units: own };
    });
}

function nameOf(table: Table): SubnetworkName {
  const level = table.attribute("level");
  if (typeof level !== "number")
    throw new UserError(
      `${table.path}: expected metadata that say which level the network is, found none; make it with pcrit trajectory or null-model`,
    );
  const found = (table.attribute("null") ?? {}) as Partial<SubnetworkName>;
  const { model = "trajectory", start = "trajectory", repetition = 0 } = found;
  return { level, model, start, repetition };
}
