import { writeTable } from "../src/arrow/write.js";
import { bootstrapDefaults } from "../src/criticality/criticality.js";
import { together } from "../src/files.js";
import { leastOrder, robustnessAreas } from "../src/robustness/area.js";
import { NoisyCurves } from "../src/robustness/noise-shift.js";
import type { RobustnessObservation } from "../src/robustness/observation.js";
import { robustnessObservations } from "../src/tables/robustness.js";
import { areaColumns, shiftColumns } from "../src/tables/robustness-summary.js";
import { CellTables } from "./cell-tables.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const robustnessSummary: Stage = {
  name: "robustness-summary",
  summary: "robustness of all cells -> area under each curve; how noise moves p_c",
  details: `robustness-areas.arrow: for each curve the mean height of m over the amounts, and the same divided by
m of the network as it is (retained; only where that m is at least ${leastOrder}), with Student's intervals over
seeds. difference: retained minus that of the learned subnetwork at the same density, paired by seed.

noise-shift.arrow: the half-recovery density of the levels' own networks at each amplitude of noise on
their weights, with bootstrap intervals over seeds.`,
  inputs: [{ name: "robustness.arrow", many: "some", meaning: "of all cells" }],
  outputs: [
    { option: "out", meaning: "robustness-areas.arrow", required: true },
    { option: "shift", meaning: "noise-shift.arrow" },
  ],
  options: {
    repetitions: {
      type: "integer",
      minimum: 10,
      maximum: 1_000_000,
      meaning: "bootstrap samples",
      default: bootstrapDefaults.repetitions,
    },
    confidence: { type: "number", above: 0, below: 1, meaning: "of the intervals", default: 0.95 },
    seed: { type: "integer", minimum: 0, meaning: "of the bootstrap", default: 0 },
  },
  run(call) {
    const cells = new CellTables(call.inputs, "robustness", (table) =>
      table.text("model").includes("trajectory")
        ? "robustness of levels"
        : "robustness of null models",
    );
    const confidence = call.number("confidence");
    const bootstrap = { seed: call.number("seed"), repetitions: call.number("repetitions") };
    const shift = call.output("shift");
    const noisy = new NoisyCurves();
    const areas = robustnessAreas(
      byCell(cells, (own) => shift !== undefined && noisy.add(own)),
      confidence,
    );
    const rows = noisy.shift({ ...bootstrap, confidence });
    const from = provenance(call, cells.sources, { cell: undefined });
    together(() => {
      writeTable(call.out("out"), "robustness-areas", areaColumns(areas), from);
      if (shift !== undefined) writeTable(shift, "noise-shift", shiftColumns(rows), from);
    });
  },
};

/** @param seen is told of each before it is handed on: the files are read once. */
function* byCell(
  cells: CellTables,
  seen: (own: readonly RobustnessObservation[]) => unknown,
): Generator<RobustnessObservation[]> {
  for (const table of cells.read()) {
    const own = robustnessObservations(table);
    seen(own);
    yield own;
  }
}
