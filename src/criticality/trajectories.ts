/**
 * The cells of a group as complete matrices, one row a seed, one column a level.
 *
 * A schedule that ends "until disconnected" leaves cells of different depth. A cell that ended
 * without an input-to-output path is continued: its masks are nested, so it would stay disconnected
 * whatever is pruned further, and its output no longer depends on its input, so its order parameter
 * keeps the last value. Its effective density is then zero, and the other control parameters are
 * those that the rest of the group has at the level. Levels that some cell still lacks (a run that
 * was stopped) are left out for all. O(observations).
 */
import { UserError } from "../error.js";
import { groupName } from "./groups.js";
import {
  type Control,
  controls,
  type GroupKey,
  type Observation,
  type Phase,
  phases,
  type Quantities,
  quantities,
} from "./observation.js";

export interface Trajectories {
  readonly key: GroupKey;
  readonly size: number;
  readonly seeds: readonly number[];
  readonly levels: readonly number[];
  /** [seed][level], for each phase. */
  readonly order: Readonly<Record<Phase, readonly Float64Array[]>>;
  /** [seed][level], for each control parameter. */
  readonly control: Readonly<Record<Control, readonly Float64Array[]>>;
  /** [seed][level], for each phase and quantity; undefined where some row lacks them. */
  readonly quantities?: QuantityMatrices;
}

export type QuantityMatrices = Readonly<
  Record<Phase, Readonly<Record<keyof Quantities, readonly Float64Array[]>>>
>;

type Cell = ReadonlyMap<number, Observation>;

/** @param group observations of one group, in any order. */
export function trajectories(group: readonly Observation[]): Trajectories {
  const cells = [...bySeed(group)].sort(([a], [b]) => a - b);
  const donors = new Map<number, Observation>();
  for (const observation of group)
    if (!donors.has(observation.level)) donors.set(observation.level, observation);
  const complete = cells.map(([, cell]) => continued(cell, donors));
  const levels = [...donors.keys()]
    .filter((level) => complete.every((cell) => cell.has(level)))
    .sort((a, b) => a - b);
  const matrix = (value: (o: Observation) => number) =>
    complete.map((cell) => Float64Array.from(levels, (level) => value(cell.get(level)!)));
  return {
    key: group[0]!,
    size: group[0]!.size,
    seeds: cells.map(([seed]) => seed),
    levels,
    order: record(phases, (phase) => matrix((o) => o.order[phase])),
    control: record(controls, (control) => matrix((o) => o.control[control])),
    ...(group.every((o) => o.quantities)
      ? {
          quantities: record(phases, (phase) =>
            record([...quantities, "entropy_margin"] as const, (quantity) =>
              matrix((o) => o.quantities![phase][quantity]),
            ),
          ),
        }
      : {}),
  };
}

function bySeed(group: readonly Observation[]): Map<number, Cell> {
  const cells = new Map<number, Map<number, Observation>>();
  for (const observation of group) {
    const cell = cells.get(observation.seed) ?? new Map<number, Observation>();
    cells.set(observation.seed, cell);
    if (cell.has(observation.level))
      throw new UserError(
        `expected one row for each seed and level of ${groupName(observation)}, found two for seed ${observation.seed}, level ${observation.level}`,
      );
    cell.set(observation.level, observation);
  }
  return cells;
}

/** A cell that ended disconnected, with its last order parameter at all deeper levels. */
function continued(cell: Cell, donors: ReadonlyMap<number, Observation>): Cell {
  const last = cell.get(Math.max(...cell.keys()))!;
  if (last.control.effective_density > 0) return cell;
  const longer = new Map(cell);
  for (const [level, donor] of donors) {
    if (level <= last.level) continue;
    const control = { ...donor.control, effective_density: 0 };
    longer.set(level, { ...last, level, control });
  }
  return longer;
}

function record<K extends string, V>(names: readonly K[], value: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, V>;
}
