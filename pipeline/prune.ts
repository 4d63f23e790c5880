import { UserError } from "../src/error.js";
import { prunableWeights } from "../src/network.js";
import { type Criterion, criteria } from "../src/prune/prune.js";
import { writeNetwork } from "../src/tables/network.js";
import { pruneLevel } from "../src/trajectory/level.js";
import { networkOf, networkOptions } from "./network-input.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const prune: Stage = {
  name: "prune",
  summary: "network -> network with fewer weights",
  details: `Exactly round(density x all prunable weights) survive, or the number given by --weights. Ties are
broken by the order of the table. Masks are nested: a smaller one is part of a larger one.`,
  inputs: [{ name: "network.arrow", meaning: "surviving weights" }],
  outputs: [{ option: "out", meaning: "network.arrow", required: true }],
  options: {
    criterion: {
      type: "text",
      values: criteria,
      meaning: "which weights survive",
      default: "magnitude",
    },
    density: {
      type: "number",
      minimum: 0,
      maximum: 1,
      meaning: "surviving / all prunable weights of the dense network",
    },
    weights: { type: "integer", minimum: 0, meaning: "surviving weights, instead of --density" },
    seed: { type: "integer", minimum: 0, meaning: "of the criterion random", default: 0 },
    ...networkOptions,
  },
  run(call) {
    const { network, edges } = networkOf(call, call.inputs[0]!);
    const density = call.value("density");
    const weights = call.value("weights");
    if ((density === undefined) === (weights === undefined))
      throw new UserError("pcrit prune: expected either --density or --weights");
    const keep =
      typeof weights === "number"
        ? weights
        : Math.round(call.number("density") * prunableWeights(network));
    const pruned = pruneLevel(
      network,
      keep,
      call.text("criterion") as Criterion,
      call.number("seed"),
    );
    writeNetwork(call.out("out"), pruned, provenance(call, { network: edges }));
  },
};
