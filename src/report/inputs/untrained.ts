/**
 * Cells whose dense network learnt little: m compares a level with it, so that a level may be
 * "functional" and still hardly better than guessing.
 */
import type { Table } from "../../arrow/table.js";
import { groupBy } from "../rows.js";
import { denseRows } from "./derived.js";

export interface DenseNetwork {
  readonly cell: string;
  readonly width: number;
  readonly seed: number;
  readonly accuracy: number;
  /** 1 / classes of its data set; NaN where no level tells. */
  readonly chance: number;
  /** Less than half of the way from chance to no error. */
  readonly untrained: boolean;
}

/** Below this share of what there is to learn a network counts as not trained. */
const leastLearnt = 0.5;

export function denseNetworks(topology: Table): DenseNetwork[] {
  const [cell, width, seed] = [
    topology.text("cell"),
    topology.float64("width"),
    topology.uint32("seed"),
  ];
  const [accuracy, order] = [topology.float64("accuracy"), topology.float64("order_parameter")];
  const dense = denseRows(topology);
  const all = Array.from(dense.keys());
  const sets = groupBy(all, (row) => topology.text("dataset")[row]!);
  return [...sets.values()].flatMap((rows) => {
    const chance = chanceOf(rows, order, accuracy, dense);
    return rows
      .filter((row) => dense[row] === row && topology.uint32("level")[row] === 0)
      .map((row) => {
        const learnt = (accuracy[row]! - chance) / (1 - chance);
        const untrained = Number.isNaN(order[row]!) || learnt < leastLearnt;
        const own = { cell: cell[row]!, width: width[row]!, seed: seed[row]! };
        return { ...own, accuracy: accuracy[row]!, chance, untrained };
      });
  });
}

/** Names of the cells that were not trained. */
export function untrainedCells(topology: Table): ReadonlySet<string> {
  return new Set(denseNetworks(topology).flatMap((d) => (d.untrained ? [d.cell] : [])));
}

/**
 * 1 / classes, from m's own definition at the level where it is smallest:
 * chance = (accuracy - m dense) / (1 - m).
 */
function chanceOf(
  rows: readonly number[],
  order: Float64Array,
  accuracy: Float64Array,
  dense: Uint32Array,
): number {
  const known = rows.filter((row) => order[row]! < 1);
  if (known.length === 0) return Number.NaN;
  const row = known.reduce((least, next) => (order[next]! < order[least]! ? next : least));
  const m = order[row]!;
  return 1 / Math.round((1 - m) / (accuracy[row]! - m * accuracy[dense[row]!]!));
}

/**
 * The state of every row of topology.arrow: its label, but "not-trained" where the dense network
 * learnt little and the graph is whole: neither word on its function would say anything.
 */
export function statesOf(topology: Table): string[] {
  const untrained = untrainedCells(topology);
  const cell = topology.text("cell");
  const whole: readonly string[] = ["functional", "not-functioning"];
  return topology
    .text("failure")
    .map((state, row) =>
      untrained.has(cell[row]!) && whole.includes(state) ? "not-trained" : state,
    );
}
