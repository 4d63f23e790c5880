/**
 * Strata: cells that differ by their seed alone, so that they share the density at every level and
 * their labels can be exchanged where a metric and the target have nothing to do with each other.
 */
import { child } from "../child.js";
import { UserError } from "../error.js";

/** Columns of equal length, one row a level of a cell. */
export interface Observations {
  /** Correlations of different criteria are separate families. */
  readonly criterion: readonly string[];
  /** Names the stratum: data set, architecture, pruning and width. */
  readonly stratum: readonly string[];
  readonly cell: readonly string[];
  readonly level: ArrayLike<number>;
  readonly density: Float64Array;
  /** The order parameter; NaN where undefined. */
  readonly target: Float64Array;
}

/** A complete block of cells x levels. */
export interface Stratum {
  readonly name: string;
  readonly cells: readonly string[];
  readonly levels: readonly number[];
  /** Row of the table: [cell][level]. */
  readonly rows: readonly Int32Array[];
}

/**
 * The strata of one criterion within the transition zone, by name.
 *
 * Levels that some cell lacks are left out, since an exchange of cells must have something to
 * exchange at each of them; so are levels at which the target is the same for all cells, or its
 * mean lies outside `zone`: there it does not vary but for the noise of the measurement. Exchanging
 * cells changes none of this, so the choice of levels leaves the permutation test exact. Cells
 * without any defined target (dense network not above chance) and strata of fewer than `least` cells
 * are left out.
 */
export function strata(
  data: Observations,
  criterion: string,
  zone: readonly [number, number],
  least = 3,
): Stratum[] {
  const found = new Map<string, Map<string, Map<number, number>>>();
  data.criterion.forEach((word, row) => {
    if (word !== criterion) return;
    const cells = child(found, data.stratum[row]!, () => new Map<string, Map<number, number>>());
    const levels = child(cells, data.cell[row]!, () => new Map<number, number>());
    if (levels.has(data.level[row]!))
      throw new UserError(
        `expected one row for each cell and level, found two for cell ${data.cell[row]}, level ${data.level[row]}`,
      );
    levels.set(data.level[row]!, row);
  });
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, cells]) => block(name, cells, data.target, zone))
    .filter(({ cells, levels }) => cells.length >= least && levels.length > 0);
}

function block(
  name: string,
  all: ReadonlyMap<string, ReadonlyMap<number, number>>,
  target: Float64Array,
  [low, high]: readonly [number, number],
): Stratum {
  const cells = [...all]
    .filter(([, rows]) => [...rows.values()].some((row) => !Number.isNaN(target[row]!)))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const levels = [...(cells[0]?.[1].keys() ?? [])]
    .filter((level) => {
      const values = cells.map(([, rows]) => target[rows.get(level) ?? -1] ?? Number.NaN);
      const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
      return centre >= low && centre <= high && varies(values);
    })
    .sort((a, b) => a - b);
  const rows = cells.map(([, row]) => Int32Array.from(levels, (level) => row.get(level)!));
  return { name, cells: cells.map(([cell]) => cell), levels, rows };
}

/** All values are finite and not all the same. */
export function varies(values: readonly number[]): boolean {
  return values.every(Number.isFinite) && values.some((value) => value !== values[0]);
}
