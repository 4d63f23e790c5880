import type { Table } from "../src/arrow/table.js";
import { writeTable } from "../src/arrow/write.js";
import { bootstrapDefaults } from "../src/criticality/criticality.js";
import { type ResultTable, resultTables } from "../src/experiment/result-tables.js";
import { criticalityInput } from "../src/tables/criticality-input.js";
import { criticalityResults } from "../src/tables/criticality-results.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";

const meanings: Readonly<Record<ResultTable, string>> = {
  order: "mean and susceptibility, level by level",
  observables: "every order parameter: mean, susceptibility and Binder's cumulant, level by level",
  scaling: "finite-size scaling collapse: all combinations tried",
  collapse: "the points of the collapse",
  limits: "laws of the critical point in size, width and depth",
  crossings: "where mean curves of two sizes cross",
  models: "rival laws",
  universality: "exponents compared between series",
  structure: "half recovery against structural thresholds",
  verdict: "in words, with the evidence",
};

export const criticality: Stage = {
  name: "criticality",
  summary: "topology -> where each width collapses, and whether that is a phase transition",
  details: `For each group of cells that differ by their seed alone, before and after fine-tuning, and for each
control parameter (density, effective_density, weights, mean_degree), read on a logarithmic scale:

  half-recovery        where the mean order parameter over seeds falls through 1/2 for the last time
  steepest             where it falls fastest: peak of the slopes of local straight-line fits
  susceptibility-peak  where hidden units x variance over seeds is largest
  entropy-crossing     where the prediction entropy rises above the outcome entropy

Intervals: bootstrap over seeds with their whole trajectories. quality: share of the bootstrap samples
in which the estimator exists. verdict: "resolved", or why there is no value or no interval. A cell
that ended without an input-to-output path keeps its last order parameter at deeper levels.

Over the widths of a series: finite-size scaling (p_c, 1/nu, beta/nu, gamma/nu) by a fit with a free
scaling function, with Houdayer and Hartmann's S; laws of p_c in size; crossings of curves; rival laws,
of a transition and of a smooth change; whether runs jump; and a verdict in words, with how often this
analysis is right in such a design. The verdict's combination is density against hidden units, the
accuracy's order parameter; the others that were tried are in scaling.arrow, without intervals.

Any other system: give a table of observations instead, CSV or Arrow, with the columns size, control,
value (1 in full order, 0 in none) and seed. The susceptibility is then size^dimension x variance.`,
  inputs: [
    {
      name: "topology.arrow",
      meaning: "made by pcrit topology, one or several; or observations.csv or .arrow",
      many: "some",
    },
  ],
  outputs: [
    { option: "out", meaning: "criticality.arrow", required: true },
    ...resultTables.map((option) => ({ option, meaning: `${option}.arrow: ${meanings[option]}` })),
  ],
  options: {
    repetitions: {
      type: "integer",
      minimum: 10,
      maximum: 1_000_000,
      meaning:
        "bootstrap samples, and simulated experiments for the exponents (200 at least for intervals)",
      default: bootstrapDefaults.repetitions,
    },
    confidence: {
      type: "number",
      above: 0,
      below: 1,
      meaning: "coverage of the intervals",
      default: bootstrapDefaults.confidence,
    },
    dimension: {
      type: "number",
      above: 0,
      meaning: "of a table of observations: the susceptibility is size^dimension x variance",
      default: 1,
    },
    seed: {
      type: "integer",
      minimum: 0,
      meaning: "seed of the bootstrap",
      default: bootstrapDefaults.seed,
    },
  },
  run(call) {
    const input = criticalityInput(call.inputs, call.number("dimension"));
    const wanted = new Set(resultTables.filter((name) => call.output(name) !== undefined));
    const results = criticalityResults(input, wanted, {
      seed: call.number("seed"),
      repetitions: call.number("repetitions"),
      confidence: call.number("confidence"),
      progress: (done, total) => call.progress(done, total, "bootstrap samples"),
    });
    const source = provenance(call, roles(input.tables));
    for (const name of resultTables) write(call, name, results[name], source);
    writeTable(call.out("out"), "criticality", results.criticality!, source);
  },
};

function write(
  call: StageCall,
  name: ResultTable,
  columns: Parameters<typeof writeTable>[2] | undefined,
  source: ReturnType<typeof provenance>,
): void {
  const path = call.output(name);
  if (path !== undefined) writeTable(path, name, columns!, source);
}

/** Roles of the inputs: topology, or observations; numbered where there are several. */
function roles(tables: readonly Table[]): Record<string, Table> {
  const [first, ...rest] = tables.map((table) => [table.format.name, table] as const);
  return Object.fromEntries([
    first!,
    ...rest.map(([name, table], i) => [`${name}_${i + 2}`, table] as const),
  ]);
}
