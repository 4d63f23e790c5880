import { UserError } from "../src/error.js";
import { type Network, prunableWeights } from "../src/network.js";
import { checkFits, type DatasetFile, readDataset } from "../src/tables/dataset.js";
import { writeNetwork } from "../src/tables/network.js";
import { pruneLevelBy } from "../src/trajectory/level.js";
import { criterionOf, criterionOptions } from "./criterion.js";
import { networkOf, networkOptions } from "./network-input.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";

export const prune: Stage = {
  name: "prune",
  summary: "network -> network with fewer weights",
  details: `Exactly round(density x all prunable weights) survive, or the number given by --weights. Ties are
broken by the order of the table. Masks are nested: a smaller one is part of a larger one.`,
  inputs: [{ name: "network.arrow", meaning: "surviving weights" }],
  outputs: [{ option: "out", meaning: "network.arrow", required: true }],
  options: {
    ...criterionOptions,
    data: {
      type: "text",
      incidental: true,
      meaning: "dataset.arrow, for criteria that look at training images: snip, wanda, modules",
    },
    units: {
      type: "text",
      incidental: true,
      meaning: "units.arrow: biases, for the same criteria; without it they count as 0",
    },
    density: {
      type: "number",
      minimum: 0,
      maximum: 1,
      meaning: "surviving / all prunable weights of the dense network",
    },
    weights: { type: "integer", minimum: 0, meaning: "surviving weights, instead of --density" },
    seed: {
      type: "integer",
      minimum: 0,
      meaning: "of the criterion random, and of the images that are drawn for others",
      default: 0,
    },
    level: {
      type: "integer",
      minimum: 1,
      meaning: "step of the schedule, which a module is told",
      default: 1,
    },
    ...networkOptions,
  },
  async run(given) {
    const { pruning, call } = await criterionOf(given);
    const units = call.value("units") as string | undefined;
    const { network, edges, biases } = networkOf(call, call.inputs[0]!, units);
    const data = imagesOf(call, network);
    if (data && !biases) noted({ notes: [`${call.inputs[0]}: ${biasesUnknown}`] });
    const density = call.value("density");
    const weights = call.value("weights");
    if ((density === undefined) === (weights === undefined))
      throw new UserError("pcrit prune: expected either --density or --weights");
    const keep =
      typeof weights === "number"
        ? weights
        : Math.round(call.number("density") * prunableWeights(network));
    const asked = { keep, seed: call.number("seed"), level: call.number("level") };
    const images = data?.dataset.train;
    const pruned = await pruneLevelBy(pruning, network, { ...asked, images });
    const from = provenance(call, { network: edges, units: biases, dataset: data?.table });
    writeNetwork(call.out("out"), pruned, from);
  },
};

const biasesUnknown = "its biases count as 0; --units units.arrow names them";

/** @throws UserError where the network does not take these images. */
function imagesOf(call: StageCall, network: Network): DatasetFile | undefined {
  const path = call.value("data") as string | undefined;
  if (path === undefined) return undefined;
  const data = readDataset(path);
  checkFits(path, data.dataset, network);
  return data;
}
