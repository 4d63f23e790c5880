/** topology.arrow as the observations that criticality and correlate read. */
import type { Table } from "../arrow/table.js";
import type { Observations } from "../correlate/strata.js";
import { groupName } from "../criticality/groups.js";
import {
  type Observation,
  type Phase,
  type Quantities,
  quantities,
} from "../criticality/observation.js";
import { levelQuantities } from "../criticality/quantities.js";

/** One observation a row. */
export function topologyObservations(table: Table): Observation[] {
  const text = (name: string) => table.text(name);
  const [dataset, architecture] = [text("dataset"), text("architecture")];
  const [criterion, pruning] = [text("criterion"), text("pruning")];
  const [width, seed] = [table.float64("width"), table.uint32("seed")];
  const [level, size] = [table.uint32("level"), table.uint32("hidden_units")];
  const before = table.float64("order_parameter_before");
  const after = table.float64("order_parameter");
  const weights = table.uint32("weights");
  const density = table.float64("density");
  const effective = table.float64("effective_density");
  const meanDegree = table.float64("mean_degree");
  const further = quantitiesOf(table);
  return Array.from({ length: table.rows }, (_, row) => ({
    dataset: dataset[row]!,
    architecture: architecture[row]!,
    criterion: criterion[row]!,
    pruning: pruning[row]!,
    width: width[row]!,
    seed: seed[row]!,
    level: level[row]!,
    size: size[row]!,
    order: { before: before[row]!, after: after[row]! },
    control: {
      density: density[row]!,
      effective_density: effective[row]!,
      weights: weights[row]!,
      mean_degree: meanDegree[row]!,
    },
    quantities: further[row]!,
  }));
}

/** Order parameters from the other measures of performance, each row's. */
function quantitiesOf(table: Table): Record<Phase, Quantities>[] {
  const cell = table.text("cell");
  const level = table.uint32("level");
  const dense = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) if (level[row] === 0) dense.set(cell[row]!, row);
  const columns = (suffix: "" | "_before") =>
    [...quantities].map((name) => table.float64(`${name}${suffix}`));
  const [after, before] = [columns(""), columns("_before")];
  const measures = (from: readonly Float64Array[], row: number) =>
    Object.fromEntries(quantities.map((name, i) => [name, from[i]![row]!])) as Record<
      (typeof quantities)[number],
      number
    >;
  const order = table.float64("order_parameter");
  const classes = classCount(after[0]!, order, (row) => after[0]![dense.get(cell[row]!) ?? row]!);
  return Array.from({ length: table.rows }, (_, row) => {
    const reference = measures(after, dense.get(cell[row]!) ?? row);
    return {
      before: levelQuantities(measures(before, row), reference, classes),
      after: levelQuantities(measures(after, row), reference, classes),
    };
  });
}

/**
 * Classes of the data set, from the order parameter's own definition at the level where it is
 * smallest: chance = (accuracy - m dense) / (1 - m). NaN where no level has one below 1.
 */
function classCount(
  accuracy: Float64Array,
  order: Float64Array,
  dense: (row: number) => number,
): number {
  let least = -1;
  for (let row = 0; row < order.length; row++)
    if (order[row]! < (least < 0 ? 1 : order[least]!)) least = row;
  if (least < 0) return Number.NaN;
  const m = order[least]!;
  return Math.round((1 - m) / (accuracy[least]! - m * dense(least)));
}

/** The same for rank correlations with the order parameter after fine-tuning. */
export function topologyCells(table: Table): Observations {
  return {
    criterion: table.text("criterion"),
    stratum: groupNames(table),
    cell: table.text("cell"),
    level: table.uint32("level"),
    density: table.float64("density"),
    target: table.float64("order_parameter"),
  };
}

/** Of each row; rows of a cell, and of most cells that follow one another, have one text in memory. */
function groupNames(table: Table): string[] {
  const [dataset, architecture] = [table.text("dataset"), table.text("architecture")];
  const [criterion, pruning] = [table.text("criterion"), table.text("pruning")];
  const width = table.float64("width");
  const names: string[] = [];
  for (let row = 0; row < table.rows; row++) {
    const name = groupName({
      dataset: dataset[row]!,
      architecture: architecture[row]!,
      criterion: criterion[row]!,
      pruning: pruning[row]!,
      width: width[row]!,
    });
    names.push(name === names[row - 1] ? names[row - 1]! : name);
  }
  return names;
}
