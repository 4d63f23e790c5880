/**
 * Columns of the table at densities that the cells of a stratum share. Where their realised densities
 * differ at a level, each cell's values are read at the mean ln density of the level, on a straight line in
 * ln density to the cell's own neighbouring level: else a difference in density alone would look
 * like one between cells.
 */
import { log } from "../math.js";
import { mean } from "../statistics/moments.js";
import type { Observations, Stratum } from "./strata.js";

/** A row, the row that the line goes to, and how far along it. */
interface Point {
  readonly row: number;
  readonly other: number;
  readonly share: number;
}

export interface Alignment {
  /** A column of the table, by stratum, cell and level. */
  readonly at: (column: Float64Array) => Float64Array;
  /** ln density. */
  readonly density: Float64Array;
}

export function alignment(data: Observations, strata: readonly Stratum[]): Alignment {
  const x = data.density.map(log);
  const rowAt = new Map(data.cell.map((cell, row) => [`${data.level[row]} ${cell}`, row]));
  const shared = strata.flatMap((stratum) => {
    const densities = stratum.levels.map((_, l) => common(stratum.rows.map((row) => x[row[l]!]!)));
    return stratum.rows.flatMap((row, c) =>
      densities.map((density, l) => {
        const step = x[row[l]!]! > density ? 1 : -1;
        const other = rowAt.get(`${stratum.levels[l]! + step} ${stratum.cells[c]!}`);
        return { density, point: point(x, row[l]!, other, density) };
      }),
    );
  });
  return {
    at: (column) => Float64Array.from(shared, ({ point: own }) => read(column, own)),
    density: Float64Array.from(shared, ({ density }) => density),
  };
}

/** The value that all share, or their mean. */
function common(values: readonly number[]): number {
  return values.every((value) => value === values[0]) ? values[0]! : mean(values);
}

function point(x: Float64Array, row: number, other: number | undefined, density: number): Point {
  const distance = density - x[row]!;
  if (distance === 0 || other === undefined) return { row, other: row, share: 0 };
  return { row, other, share: distance / (x[other]! - x[row]!) };
}

function read(column: Float64Array, { row, other, share }: Point): number {
  const [own, next] = [column[row]!, column[other]!];
  return share === 0 || !Number.isFinite(next) ? own : own + share * (next - own);
}
