import { readTable } from "../src/arrow/read.js";
import type { Table } from "../src/arrow/table.js";
import { writeTable } from "../src/arrow/write.js";
import {
  type Correlation,
  correlate as correlateAll,
  correlateDefaults,
} from "../src/correlate/correlate.js";
import { type Prediction, predict } from "../src/correlate/predict.js";
import { correlationBudget, predictionBudget } from "../src/correlate/sample.js";
import { UserError } from "../src/error.js";
import { isCode } from "../src/structure/tail-statistics.js";
import { correlationColumns } from "../src/tables/correlations.js";
import { predictionColumns } from "../src/tables/predictions.js";
import { topologyCells } from "../src/tables/topology-rows.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";

/** Columns of the table's description that say something of the network, not of its accuracy. */
const described = ["effective_density", "weight_change", "distance_from_initial", "sign_changes"];

export const correlate: Stage = {
  name: "correlate",
  summary: "topology -> what goes with the order parameter at fixed density",
  details: `Rank correlations of metrics with order_parameter, at the levels of the transition zone, where its
mean over the cells that differ by their seed alone lies between the two ends of --zone:

  within-level  mean of the levels' Spearman correlations over seeds, weighted by cells - 1
  partial       ranks over all levels and widths, with the mean of each width and level taken out

Of many cells a sample is used: at most ${correlationBudget.each} of a width and ${correlationBudget.all} of a criterion, for predictions
${predictionBudget.each} rows of a width and ${predictionBudget.all} of a criterion; --seed draws it, the attribute "sample" says of how many.

Both hold density and width fixed; each is also given with effective_density held fixed besides.
p: exchanges of whole cells within their width, all levels together, until 50 are as far out; q:
Benjamini-Hochberg over all metrics of one criterion, method and control; least_q: the smallest q that
one metric alone can reach; interval: leaving out one cell at a time.

predictions.arrow says how well cells that were left out are predicted: order_parameter in the transition
zone, and each cell's critical density from its dense network alone; from density and size (base: the
mean of the other cells of the same width and level), and base with metrics of the weights, of the graph,
of both, by ridge regression and by the one best metric, chosen without the cells left out. Beside each
stands the error with the metrics exchanged between the cells of a width, and p, the share of exchanges
that do as well.`,
  inputs: [{ name: "topology.arrow", meaning: "made by pcrit topology" }],
  outputs: [
    { option: "out", meaning: "correlations.arrow", required: true },
    { option: "predictions", meaning: "predictions.arrow: of cells left out" },
  ],
  options: {
    metrics: {
      type: "text",
      meaning: `columns with commas between them (default ${described.join(", ")} and all statistics)`,
    },
    permutations: {
      type: "integer",
      minimum: 10,
      maximum: 1_000_000,
      meaning: "exchanges of cells at most, or 200 for each metric where that is more",
      default: correlateDefaults.permutations,
    },
    confidence: {
      type: "number",
      above: 0,
      below: 1,
      meaning: "coverage of the intervals",
      default: correlateDefaults.confidence,
    },
    zone: {
      type: "numbers",
      meaning: "lowest and highest mean order parameter of a level",
      default: correlateDefaults.zone,
    },
    seed: {
      type: "integer",
      minimum: 0,
      meaning: "seed of the exchanges",
      default: correlateDefaults.seed,
    },
  },
  run(call) {
    const topology = readTable(call.inputs[0]!, "topology");
    const metrics = Object.fromEntries(
      metricNames(call, topology).map((name) => [name, values(topology, name)]),
    );
    const cells = topologyCells(topology);
    const options = {
      confidence: call.number("confidence"),
      zone: zone(call),
      seed: call.number("seed"),
    };
    const rows = correlateAll(
      cells,
      metrics,
      { effective_density: topology.float64("effective_density") },
      { ...options, permutations: call.number("permutations") },
    );
    const source = (given: readonly Sampled[]) =>
      provenance(call, { topology }, attributeOf(given));
    const predictions = call.output("predictions");
    if (predictions !== undefined) {
      const sizes = {
        hidden: topology.uint32("hidden_units"),
        prunable: topology.uint32("prunable_weights"),
      };
      const found = predict(cells, sizes, metrics, options);
      writeTable(predictions, "predictions", predictionColumns(found), source(found));
    }
    writeTable(call.out("out"), "correlations", correlationColumns(rows), source(rows));
  },
};

type Sampled = Pick<Correlation, "criterion" | "sample"> & Partial<Pick<Prediction, "target">>;

/** Of which criteria, and targets, a part of the cells was used; nothing where all were. */
function attributeOf(rows: readonly Sampled[]): Readonly<Record<string, unknown>> {
  const samples = new Map<string, unknown>();
  for (const { target, criterion, sample } of rows)
    if (sample) {
      const what = target === undefined ? { criterion } : { target, criterion };
      samples.set(JSON.stringify(what), { ...what, ...sample });
    }
  return samples.size > 0 ? { sample: [...samples.values()] } : {};
}

function metricNames(call: StageCall, topology: Table): string[] {
  const given = call.value("metrics");
  if (typeof given === "string") return [...new Set(given.split(",").map((name) => name.trim()))];
  const columns = new Set(topology.format.columns.map((column) => column.name));
  return [...described, ...topology.names.filter((name) => !columns.has(name) && !isCode(name))];
}

/** A column of numbers of whatever type. */
function values(topology: Table, name: string): Float64Array {
  if (!topology.has(name))
    throw new UserError(
      `${topology.path}: expected a column "${name}", which --metrics names, found none`,
    );
  const column = topology.column(name);
  if (!ArrayBuffer.isView(column))
    throw new UserError(`${topology.path}: expected numbers in "${name}", found words`);
  return column instanceof Float64Array ? column : Float64Array.from(column as ArrayLike<number>);
}

function zone(call: StageCall): readonly [number, number] {
  const [low, high, ...more] = call.numbers("zone");
  if (low === undefined || high === undefined || more.length > 0 || low > high)
    throw new UserError(
      `pcrit correlate: expected --zone to be two numbers, the lower first, found ${call.numbers("zone").join(",")}`,
    );
  return [low, high];
}
