/** What is to be predicted: the target at rows of the table, cell by cell. */
import { halfRecovery } from "../criticality/half-recovery.js";
import { log } from "../math.js";
import { alignment } from "./aligned.js";
import type { Group } from "./left-out.js";
import { predictionBudget, type Sample, sampled, sampledStrata, sampleOf } from "./sample.js";
import { type Observations, strata } from "./strata.js";

/** Sizes of each row's dense network. */
export interface Sizes {
  readonly hidden: ArrayLike<number>;
  readonly prunable: ArrayLike<number>;
}

/** Cells that differ by their seed alone, each with the same levels. */
export interface Part {
  readonly name: string;
  readonly cells: readonly string[];
  readonly levels: number;
}

/** Rows go by stratum, cell and level. */
export interface Problem {
  readonly target: "order_parameter" | "critical_density";
  readonly strata: readonly Part[];
  /** Where these are too many to use all. */
  readonly sample: Sample | undefined;
  readonly y: Float64Array;
  /** Of the rows, natural logarithms. */
  readonly density: Float64Array;
  readonly hidden: Float64Array;
  readonly prunable: Float64Array;
  /** A column of the table at the rows. */
  readonly at: (column: Float64Array) => Float64Array;
}

/** Rows of each cell. */
export function cellGroups({ strata: parts }: Pick<Problem, "strata">): Group[] {
  let from = 0;
  return parts.flatMap(({ cells, levels }) =>
    cells.map(() => {
      const group = { from, to: from + levels };
      from += levels;
      return group;
    }),
  );
}

/** Rows of each stratum. */
export function stratumGroups({ strata: parts }: Pick<Problem, "strata">): Group[] {
  let from = 0;
  return parts.map(({ cells, levels }) => {
    const group = { from, to: from + cells.length * levels };
    from = group.to;
    return group;
  });
}

/** m at the levels of the transition zone, of strata with two cells or more. */
export function orderProblem(
  data: Observations,
  sizes: Sizes,
  criterion: string,
  zone: readonly [number, number],
  seed = 0,
): Problem {
  const { strata: parts, sample } = sampledStrata(
    strata(data, criterion, zone, 2),
    predictionBudget,
    seed,
    `predict/sample/order_parameter/${criterion}`,
  );
  const { at, density } = alignment(data, parts);
  const rows = parts.flatMap((part) => part.rows.flatMap((own) => [...own]));
  return {
    target: "order_parameter",
    strata: parts.map(({ name, cells, levels }) => ({ name, cells, levels: levels.length })),
    sample,
    y: at(data.target),
    density,
    ...sizesAt(sizes, rows),
    at,
  };
}

/** ln p_c of each cell that has one, at its row of level 0, of strata with two such cells or more. */
export function criticalProblem(
  data: Observations,
  sizes: Sizes,
  criterion: string,
  seed = 0,
): Problem {
  const all = criticalCells(data, criterion);
  const stream = `predict/sample/critical_density/${criterion}`;
  const places = sampled(
    all.map(([name, cells]) => ({ name, cells: cells.map(({ cell }) => cell), levels: [0] })),
    predictionBudget,
    seed,
    stream,
  );
  const parts = all
    .map(([name, own], s) => ({ name, cells: places[s]!.map((place) => own[place]!) }))
    .filter(({ cells }) => cells.length > 0);
  const rows = parts.flatMap(({ cells }) => cells.map(({ dense }) => dense));
  return {
    target: "critical_density",
    strata: parts.map(({ name, cells }) => ({ name, cells: cells.map((c) => c.cell), levels: 1 })),
    sample: sampleOf(
      all.map(([, cells]) => ({ cells })),
      parts,
    ),
    y: Float64Array.from(parts.flatMap(({ cells }) => cells.map(({ at }) => at))),
    density: Float64Array.from(rows, (row) => log(data.density[row]!)),
    ...sizesAt(sizes, rows),
    at: (column) => Float64Array.from(rows, (row) => column[row]!),
  };
}

/** A cell, its row of level 0, and its ln p_c. */
interface CriticalCell {
  readonly cell: string;
  readonly dense: number;
  readonly at: number;
}

/** By stratum, of which each has two of them or more. */
function criticalCells(data: Observations, criterion: string): [string, CriticalCell[]][] {
  const found = new Map<string, CriticalCell[]>();
  for (const [cell, rows] of rowsOfCells(data, criterion)) {
    const at = criticalDensity(data, rows);
    const [dense] = rows;
    if (Number.isNaN(at) || data.level[dense!] !== 0) continue;
    const name = data.stratum[dense!]!;
    const known = found.get(name);
    if (known) known.push({ cell, dense: dense!, at });
    else found.set(name, [{ cell, dense: dense!, at }]);
  }
  return [...found].filter(([, cells]) => cells.length >= 2).sort(byName);
}

/** Rows with a defined target by cell, both in order. */
function rowsOfCells(data: Observations, criterion: string): [string, number[]][] {
  const cells = new Map<string, number[]>();
  data.cell.forEach((name, row) => {
    if (data.criterion[row] !== criterion || !Number.isFinite(data.target[row]!)) return;
    const rows = cells.get(name);
    if (rows) rows.push(row);
    else cells.set(name, [row]);
  });
  for (const rows of cells.values()) rows.sort((a, b) => data.level[a]! - data.level[b]!);
  return [...cells].sort(byName);
}

/** ln of the density at which the cell's own m falls for the last time through 1/2; NaN if it does not. */
function criticalDensity(data: Observations, rows: readonly number[]): number {
  const located = halfRecovery({
    x: Float64Array.from(rows, (row) => log(data.density[row]!)),
    y: Float64Array.from(rows, (row) => data.target[row]!),
  });
  return "at" in located ? located.at : Number.NaN;
}

const sizesAt = ({ hidden, prunable }: Sizes, rows: readonly number[]) => ({
  hidden: Float64Array.from(rows, (row) => log(hidden[row]!)),
  prunable: Float64Array.from(rows, (row) => log(prunable[row]!)),
});

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
