import { readTable } from "../src/arrow/read.js";
import { writeTable } from "../src/arrow/write.js";
import { bootstrapDefaults, criticality as estimateAll } from "../src/criticality/criticality.js";
import { estimateColumns, orderColumns } from "../src/tables/criticality.js";
import { topologyObservations } from "../src/tables/topology-rows.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const criticality: Stage = {
  name: "criticality",
  summary: "topology -> where each width collapses",
  details: `For each group of cells that differ by their seed alone, before and after fine-tuning, and for each
control parameter (density, effective_density, weights, mean_degree), read on a logarithmic scale:

  half-recovery        where the mean order parameter over seeds falls through 1/2 for the last time
  steepest             where it falls fastest: peak of the slopes of local straight-line fits
  susceptibility-peak  where hidden units x variance over seeds is largest

Intervals: bootstrap over seeds with their whole trajectories. quality: share of the bootstrap samples
in which the estimator exists. verdict: "resolved", or why there is no value or no interval. A cell
that ended without an input-to-output path keeps its last order parameter at deeper levels.`,
  inputs: [{ name: "topology.arrow", meaning: "made by pcrit topology" }],
  outputs: [
    { option: "out", meaning: "criticality.arrow", required: true },
    { option: "order", meaning: "order.arrow: mean and susceptibility, level by level" },
  ],
  options: {
    repetitions: {
      type: "integer",
      minimum: 10,
      meaning: "bootstrap samples",
      default: bootstrapDefaults.repetitions,
    },
    confidence: {
      type: "number",
      above: 0,
      below: 1,
      meaning: "coverage of the intervals",
      default: bootstrapDefaults.confidence,
    },
    seed: {
      type: "integer",
      minimum: 0,
      meaning: "seed of the bootstrap",
      default: bootstrapDefaults.seed,
    },
  },
  run(call) {
    const topology = readTable(call.inputs[0]!, "topology");
    const { estimates, order } = estimateAll(topologyObservations(topology), {
      seed: call.number("seed"),
      repetitions: call.number("repetitions"),
      confidence: call.number("confidence"),
    });
    const source = provenance(call, { topology });
    const orderPath = call.output("order");
    if (orderPath !== undefined) writeTable(orderPath, "order", orderColumns(order), source);
    writeTable(call.out("out"), "criticality", estimateColumns(estimates), source);
  },
};
