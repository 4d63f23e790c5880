import { readTable } from "../src/arrow/read.js";
import { writeTable } from "../src/arrow/write.js";
import { compareRungs, type NullObservation } from "../src/null-model/contrasts.js";
import { degreeSentences } from "../src/null-model/sentences.js";
import { criticalDensities, equivalenceColumns } from "../src/tables/equivalence.js";
import { nullObservations } from "../src/tables/null-model.js";
import { CellTables } from "./cell-tables.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const equivalence: Stage = {
  name: "equivalence",
  summary: "null models of all cells -> which rungs learn alike, on which side of p_c",
  details: `Differences of the order parameter m between rungs of the null ladder, paired by seed:
layer-random - global-random, degrees - layer-random, degrees - learned, shuffled-weights - degrees,
learned - shuffled-weights; at each level, and averaged over the levels far above (more than 4 times),
above, at (within the interval of) and below the half-recovery density p_c.

verdict, at significance 1 - --confidence: higher or lower (paired t-test), equivalent (two one-sided
tests: the difference is smaller than --margin), both at once, or undecided. No test is made where
neither of the two functions (a mean m of 0.1), where no difference varies, or of one seed; the verdict
says so. q is p adjusted over all comparisons of the same scope. What follows for the degrees is printed, and kept in the attribute
"sentences".`,
  inputs: [
    { name: "criticality.arrow", meaning: "where p_c lies" },
    { name: "null-model.arrow", many: "some", meaning: "of all cells" },
  ],
  outputs: [{ option: "out", meaning: "equivalence.arrow", required: true }],
  options: {
    margin: {
      type: "number",
      above: 0,
      meaning: "differences of m that count as none",
      default: 0.02,
    },
    confidence: { type: "number", above: 0, below: 1, meaning: "of the intervals", default: 0.95 },
  },
  run(call) {
    const criticality = readTable(call.inputs[0]!, "criticality");
    const cells = new CellTables(call.inputs.slice(1), "null-model", () => "null-model");
    const settings = { margin: call.number("margin"), confidence: call.number("confidence") };
    const rows = compareRungs(observations(cells), criticalDensities(criticality), settings);
    const sentences = degreeSentences(rows, settings.margin);
    writeTable(
      call.out("out"),
      "equivalence",
      equivalenceColumns(rows, settings),
      provenance(call, { criticality, ...cells.sources }, { cell: undefined, sentences }),
    );
    process.stdout.write(sentences.map((sentence) => `${sentence}\n`).join(""));
  },
};

function* observations(cells: CellTables): Generator<NullObservation> {
  for (const table of cells.read()) yield* nullObservations(table);
}
