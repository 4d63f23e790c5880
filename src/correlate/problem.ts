/** What is to be predicted, and what density and size say of it. */
import { halfRecovery } from "../criticality/half-recovery.js";
import { log } from "../math.js";
import { mean } from "../statistics/moments.js";
import type { Observations } from "./strata.js";

/** Sizes of each row's dense network. */
export interface Sizes {
  readonly hidden: ArrayLike<number>;
  readonly prunable: ArrayLike<number>;
}

/** Rows of the table to predict at, the truth, and what density and size say there. */
export interface Problem {
  readonly rows: readonly number[];
  readonly y: Float64Array;
  readonly cell: readonly string[];
  readonly stratum: readonly string[];
  readonly base: readonly Float64Array[];
}

function problemOf(
  data: Observations,
  rows: readonly number[],
  y: readonly number[],
  base: readonly ((row: number) => number)[],
): Problem {
  return {
    rows,
    y: Float64Array.from(y),
    cell: rows.map((row) => data.cell[row]!),
    stratum: rows.map((row) => data.stratum[row]!),
    base: base.map((f) => Float64Array.from(rows, f)),
  };
}

/** m at the levels of the transition zone. */
export function orderProblem(
  data: Observations,
  { hidden }: Sizes,
  criterion: string,
  [low, high]: readonly [number, number],
): Problem {
  const own = data.cell.flatMap((_, row) =>
    data.criterion[row] === criterion && Number.isFinite(data.target[row]!) ? [row] : [],
  );
  const levels = new Map<string, number[]>();
  for (const row of own) {
    const name = `${data.stratum[row]} ${data.level[row]}`;
    levels.set(name, [...(levels.get(name) ?? []), row]);
  }
  const rows = own.filter((row) => {
    const centre = mean(
      levels.get(`${data.stratum[row]} ${data.level[row]}`)!.map((r) => data.target[r]!),
    );
    return centre >= low && centre <= high;
  });
  const x = (row: number) => log(data.density[row]!);
  const size = (row: number) => log(hidden[row]!);
  return problemOf(
    data,
    rows,
    rows.map((row) => data.target[row]!),
    [x, (r) => x(r) ** 2, (r) => x(r) ** 3, size, (r) => x(r) * size(r)],
  );
}

/** ln p_c of each cell that has one, at its row of level 0. */
export function criticalProblem(data: Observations, sizes: Sizes, criterion: string): Problem {
  const cells = new Map<string, number[]>();
  data.cell.forEach((name, row) => {
    if (data.criterion[row] !== criterion || !Number.isFinite(data.target[row]!)) return;
    cells.set(name, [...(cells.get(name) ?? []), row]);
  });
  const found = [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const sorted = own.sort((a, b) => data.level[a]! - data.level[b]!);
      const curve = {
        x: Float64Array.from(sorted, (row) => log(data.density[row]!)),
        y: Float64Array.from(sorted, (row) => data.target[row]!),
      };
      const located = halfRecovery(curve);
      const dense = sorted[0]!;
      return "at" in located && data.level[dense] === 0 ? [{ dense, at: located.at }] : [];
    });
  return problemOf(
    data,
    found.map(({ dense }) => dense),
    found.map(({ at }) => at),
    [(row) => log(sizes.hidden[row]!), (row) => log(sizes.prunable[row]!)],
  );
}
