/** topology.arrow as the observations that criticality and correlate read. */
import type { Table } from "../arrow/table.js";
import type { Observations } from "../correlate/strata.js";
import { groupName } from "../criticality/groups.js";
import type { Observation } from "../criticality/observation.js";

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
  }));
}

/** The same for rank correlations with the order parameter after fine-tuning. */
export function topologyCells(table: Table): Observations {
  return {
    criterion: table.text("criterion"),
    stratum: topologyObservations(table).map(groupName),
    cell: table.text("cell"),
    level: table.uint32("level"),
    density: table.float64("density"),
    target: table.float64("order_parameter"),
  };
}
