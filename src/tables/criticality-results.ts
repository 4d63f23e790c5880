/** Every table of the criticality stage, as columns. */
import type { ColumnData } from "../arrow/table.js";
import { type AnalysisOptions, analyse, type Plan, universality } from "../criticality/analyse.js";
import { type Estimate, estimateCurve } from "../criticality/estimate.js";
import { groups } from "../criticality/groups.js";
import { observables } from "../criticality/observables.js";
import { controls, type Phase, phases, quantities } from "../criticality/observation.js";
import { orderCurve } from "../criticality/order.js";
import { seriesOf } from "../criticality/series.js";
import { structure } from "../criticality/structure.js";
import { type Trajectories, trajectories } from "../criticality/trajectories.js";
import { widthDepthLaws } from "../criticality/width-depth-laws.js";
import { type ResultTable, resultTables } from "../experiment/result-tables.js";
import {
  collapseRows,
  crossingRows,
  limitRows,
  modelRows,
  observableRows,
  structureRows,
  universalityRows,
  verdictRows,
} from "./analysis.js";
import { estimateColumns, orderColumns } from "./criticality.js";
import type { CriticalityInput } from "./criticality-input.js";
import type { Naming } from "./naming.js";
import { type Row, tableColumns } from "./rows.js";
import { scalingRows } from "./scaling.js";

type Columns = Record<string, ColumnData>;

const same: Naming = { phase: (name) => name, control: (name) => name, length: (name) => name };
const given: Naming = { phase: () => "given", control: () => "control", length: () => "size" };

/** What is tried on networks; density against hidden units gives the verdict. Width says the same as they. */
const networkPlan: Plan = {
  controls,
  lengths: ["hidden_units", "edges"],
  quantities: quantities.filter((quantity) => quantity !== "accuracy"),
  restore: (control) => control,
};

/** Only the tables that are wanted are worked out; criticality always. */
export function criticalityResults(
  input: CriticalityInput,
  wanted: ReadonlySet<ResultTable>,
  options: AnalysisOptions,
): Partial<Record<ResultTable | "criticality", Columns>> {
  const all = groups(input.observations).map(trajectories);
  const naming = input.foreign ? given : same;
  const read: readonly Phase[] = input.foreign ? ["after"] : phases;
  const result: Partial<Record<ResultTable | "criticality", Columns>> = {
    criticality: estimateColumns(estimates(all, read, input, options)),
  };
  const put = (name: ResultTable, rows: () => readonly Row[]) => {
    if (wanted.has(name)) result[name] = tableColumns(name, rows());
  };
  if (wanted.has("order"))
    result.order = orderColumns(
      all
        .flatMap((group) => orderCurve(group, options))
        .filter(({ phase }) => read.includes(phase))
        .map((row) => ({ ...row, phase: naming.phase(row.phase), control: row.control })),
    );
  put("observables", () =>
    observableRows(
      all.flatMap((group) => observables(group, options)).filter((r) => read.includes(r.phase)),
      naming,
    ),
  );
  put("structure", () =>
    input.foreign
      ? []
      : structureRows(structure(input.observations, input.references, options.confidence)),
  );
  if (!seriesTables.some((name) => wanted.has(name))) return result;
  const series = seriesOf(all, read);
  const analyses = analyse(series, planFor(input), options);
  put("scaling", () => scalingRows(analyses, naming));
  put("collapse", () => collapseRows(analyses, naming));
  put("limits", () =>
    limitRows(analyses, widthDepthLaws(series, input.depth, "density", options), naming),
  );
  put("crossings", () => crossingRows(analyses, naming));
  put("models", () => modelRows(analyses, naming));
  put("universality", () =>
    universalityRows(universality(analyses, options.confidence), analyses, naming),
  );
  put("verdict", () => verdictRows(analyses, naming));
  return result;
}

/** Tables that need the analysis of whole series. */
const seriesTables = resultTables.filter(
  (name) => !["order", "observables", "structure"].includes(name),
);

function planFor({ foreign }: CriticalityInput): Plan {
  if (!foreign) return networkPlan;
  const restore = restoring(foreign.falls);
  return { controls: ["density"], lengths: ["width"], quantities: [], restore };
}

const restoring = (falls: boolean) => (control: number) => (falls ? 1 / control : control);

/** Rows of criticality.arrow; a user's own table has one phase and one control parameter. */
function estimates(
  all: readonly Trajectories[],
  read: readonly Phase[],
  { foreign }: CriticalityInput,
  options: AnalysisOptions,
): (Omit<Estimate, "phase" | "control"> & { phase: string; control: string })[] {
  const rows = all.flatMap((group) =>
    read.flatMap((phase) =>
      (foreign ? (["density"] as const) : controls).flatMap((control) =>
        estimateCurve(group, phase, control, options),
      ),
    ),
  );
  if (!foreign) return rows;
  const restore = restoring(foreign.falls);
  return rows.map((row) => {
    const [a, b] = [restore(row.lower), restore(row.upper)];
    const [lower, upper] = foreign.falls ? [b, a] : [a, b];
    const value = restore(row.value);
    return { ...row, phase: "given", control: "control", value, lower, upper };
  });
}
