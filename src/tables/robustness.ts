/** Robustness curves as an Arrow file a cell: robustness.arrow. */
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { orderParameter } from "../criticality/order-parameter.js";
import type { RobustnessPoint } from "../robustness/curve.js";
import type { RobustnessObservation, SubnetworkName } from "../robustness/observation.js";
import type { Perturbation } from "../robustness/perturbation.js";
import { cellAttribute, cellKey } from "./cell.js";

/** A network and its curves. */
export interface RobustnessRow extends RobustnessPoint {
  readonly name: SubnetworkName;
  readonly density: number;
}

/** @param dense accuracy of the dense network on the same images, and its classes, for m. */
export function writeRobustness(
  path: string,
  rows: readonly RobustnessRow[],
  dense: { readonly accuracy: number; readonly classes: number },
  provenance: Provenance,
): void {
  const number = (pick: (row: RobustnessRow) => number) => Float64Array.from(rows, pick);
  writeTable(
    path,
    "robustness",
    {
      level: Uint32Array.from(rows, (row) => row.name.level),
      model: rows.map((row) => row.name.model),
      start: rows.map((row) => row.name.start),
      repetition: Uint32Array.from(rows, (row) => row.name.repetition),
      density: number((row) => row.density),
      perturbation: rows.map((row) => row.perturbation),
      amount: number((row) => row.amount),
      draws: Uint32Array.from(rows, (row) => row.draws),
      accuracy: number((row) => row.accuracy),
      deviation: number((row) => row.deviation),
      order_parameter: number((row) => orderParameter(row.accuracy, dense.accuracy, dense.classes)),
    },
    provenance,
  );
}

/** The curves of one cell. */
export function robustnessObservations(table: Table): RobustnessObservation[] {
  const cell = cellAttribute(table);
  const { dataset, architecture, criterion, pruning, width, seed } = cellKey(cell);
  const [level, repetition] = [table.uint32("level"), table.uint32("repetition")];
  const [model, start] = [table.text("model"), table.text("start")];
  const [density, amount] = [table.float64("density"), table.float64("amount")];
  const [perturbation, order] = [table.text("perturbation"), table.float64("order_parameter")];
  // Named one by one: made from a copy of the key they take ten times as long.
  return Array.from({ length: table.rows }, (_, row) => ({
    dataset,
    architecture,
    criterion,
    pruning,
    width,
    seed,
    size: cell.hidden_units,
    prunable: cell.prunable_weights,
    level: level[row]!,
    model: model[row]!,
    start: start[row]!,
    repetition: repetition[row]!,
    density: density[row]!,
    perturbation: perturbation[row] as Perturbation,
    amount: amount[row]!,
    order: order[row]!,
  }));
}
