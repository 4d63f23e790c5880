/** Trained null models as an Arrow file a cell: null-model.arrow. */
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { orderParameter } from "../criticality/order-parameter.js";
import type { NullObservation } from "../null-model/contrasts.js";
import type { Model, Start } from "../null-model/ladder.js";
import type { NullResult } from "../null-model/retrain.js";
import { cellAttribute, cellKey } from "./cell.js";

export type NullRow = Omit<NullResult, "network"> & { readonly level: number };

/** @param dense accuracy of the dense network and its number of classes, for m. */
export function writeNullModels(
  path: string,
  rows: readonly NullRow[],
  dense: { readonly accuracy: number; readonly classes: number },
  provenance: Provenance,
): void {
  const number = (pick: (row: NullRow) => number) => Float64Array.from(rows, pick);
  writeTable(
    path,
    "null-model",
    {
      level: Uint32Array.from(rows, (row) => row.level),
      model: rows.map((row) => row.model),
      start: rows.map((row) => row.start),
      repetition: Uint32Array.from(rows, (row) => row.repetition),
      weights: Uint32Array.from(rows, (row) => row.performance.weights),
      density: number((row) => row.performance.density),
      effective_density: number((row) => row.performance.effective_density),
      overlap: number((row) => row.overlap),
      accuracy_before: number((row) => row.performance.accuracy_before),
      accuracy: number((row) => row.performance.accuracy),
      loss: number((row) => row.performance.loss),
      train_accuracy: number((row) => row.performance.train_accuracy),
      order_parameter: number((row) =>
        orderParameter(row.performance.accuracy, dense.accuracy, dense.classes),
      ),
    },
    provenance,
  );
}

/** The null models of one cell. */
export function nullObservations(table: Table): NullObservation[] {
  const { dataset, architecture, criterion, pruning, width, seed } = cellKey(cellAttribute(table));
  const [level, density] = [table.uint32("level"), table.float64("density")];
  const [model, start] = [table.text("model"), table.text("start")];
  const order = table.float64("order_parameter");
  return Array.from({ length: table.rows }, (_, row) => ({
    dataset,
    architecture,
    criterion,
    pruning,
    width,
    seed,
    level: level[row]!,
    density: density[row]!,
    model: model[row] as Model,
    start: start[row] as Start,
    order: order[row]!,
  }));
}
