/**
 * Laws of a critical point in size, fitted in ln p_c with known weights:
 *
 *     power    p_c(L) = c L^-g
 *     offset   p_c(L) = p_inf + c L^-g, p_inf >= 0, g in [0.05, 5]
 *     curved   ln p_c(L) = ln c - g l - h l^2, l = ln L about its mean over sizes
 *
 * The offset law contains the power law and bends the curve one way only, up from it; the curved one
 * bends it either way and says nothing of a limit. For the offset law p_inf and c follow by linear least
 * squares for each g of a grid; the best g is refined by golden section.
 */
import { exp, log } from "../math.js";
import { leastSquares } from "../statistics/least-squares.js";

export const sizeLawNames = ["power", "offset", "curved"] as const;
export type SizeLawName = (typeof sizeLawNames)[number];

export interface SizeLaw {
  readonly values: Readonly<Record<string, number>>;
  /** ln p_c of a size. */
  at(size: number): number;
}

/** @param weights inverse variances of ln p. */
export type SizeLawFit = (
  sizes: readonly number[],
  p: readonly number[],
  weights: readonly number[],
) => SizeLaw;

const power: SizeLawFit = (sizes, p, weights) => {
  const [intercept, slope] = leastSquares(
    p.map(log),
    [sizes.map(() => 1), sizes.map((size) => log(size))],
    weights,
  );
  return {
    values: { c: exp(intercept!), g: -slope! },
    at: (size) => intercept! + slope! * log(size),
  };
};

const curved: SizeLawFit = (sizes, p, weights) => {
  const centre = sizes.reduce((sum, size) => sum + log(size), 0) / sizes.length;
  const l = sizes.map((size) => log(size) - centre);
  const [intercept, g, h] = leastSquares(
    p.map(log),
    [l.map(() => 1), l, l.map((x) => x * x)],
    weights,
  );
  return {
    values: { c: exp(intercept!), g: -g!, h: -h! },
    at: (size) => {
      const x = log(size) - centre;
      return intercept! + g! * x + h! * x * x;
    },
  };
};

const [lowest, highest] = [log(0.05), log(5)];
const gridSteps = 40;
const grid = Array.from(
  { length: gridSteps + 1 },
  (_, i) => lowest + ((highest - lowest) * i) / gridSteps,
);

const offset: SizeLawFit = (sizes, p, weights) => {
  const logs = sizes.map((size) => log(size / sizes[0]!));
  // Relative errors: the weight of p itself is that of ln p divided by p^2.
  const absolute = weights.map((w, i) => w / (p[i]! * p[i]!));
  const powers = Float64Array.from(logs);
  const at = (logG: number) => {
    const g = exp(logG);
    for (let i = 0; i < powers.length; i++) powers[i] = exp(-g * logs[i]!);
    return offsetAt(powers, p, absolute);
  };
  const squares = gridPowers(sizes, logs).map((own) => offsetAt(own, p, absolute).square);
  const best = grid[squares.indexOf(Math.min(...squares))]!;
  const step = (highest - lowest) / gridSteps;
  const [low, high] = [Math.max(lowest, best - step), Math.min(highest, best + step)];
  const logG = golden((one) => at(one).square, low, high);
  const { limit, c } = at(logG);
  const g = exp(logG);
  return {
    values: { p_inf: limit, c: c * exp(g * log(sizes[0]!)), g },
    at: (size) => log(limit + c * exp(-g * log(size / sizes[0]!))),
  };
};

/** Powers of the sizes at each g of the grid, kept as long as somebody has the same sizes. */
function gridPowers(sizes: readonly number[], logs: readonly number[]): readonly Float64Array[] {
  let powers = knownPowers.get(sizes);
  if (!powers) {
    powers = grid.map((logG) => {
      const g = exp(logG);
      return Float64Array.from(logs, (logL) => exp(-g * logL));
    });
    knownPowers.set(sizes, powers);
  }
  return powers;
}

const knownPowers = new WeakMap<readonly number[], readonly Float64Array[]>();

export const sizeLaws: Readonly<Record<SizeLawName, SizeLawFit>> = { power, offset, curved };
export const sizeLawParameters: Readonly<Record<SizeLawName, readonly string[]>> = {
  power: ["c", "g"],
  offset: ["p_inf", "c", "g"],
  curved: ["c", "g", "h"],
};

/**
 * p_inf + c X with X = L^-g, the smallest size being 1: a weighted straight line, p_inf held at 0
 * where it would be negative. Also the weighted sum of squares that is left.
 */
function offsetAt(powers: ArrayLike<number>, p: readonly number[], weights: readonly number[]) {
  let w = 0;
  let wx = 0;
  let wxx = 0;
  let wp = 0;
  let wxp = 0;
  for (let i = 0; i < p.length; i++) {
    const value = p[i]!;
    const weight = weights[i]!;
    const x = powers[i]!;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wp += weight * value;
    wxp += weight * x * value;
  }
  const determinant = w * wxx - wx * wx;
  // Where all powers are alike the constant explains nothing that they do not.
  let limit = determinant > 1e-10 * w * wxx ? (wxx * wp - wx * wxp) / determinant : 0;
  let c = (wxp - limit * wx) / wxx;
  if (limit < 0) {
    limit = 0;
    c = wxp / wxx;
  }
  let square = 0;
  for (let i = 0; i < p.length; i++) {
    const deviation = p[i]! - limit - c * powers[i]!;
    square += weights[i]! * deviation * deviation;
  }
  return { limit, c, square };
}

/** Minimum of a function with one valley between two ends; 25 steps leave 6e-6 of the interval. */
function golden(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [left, right] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let step = 0; step < 25; step++) {
    if (atLeft <= atRight) {
      [b, right, atRight] = [right, left, atLeft];
      left = b - ratio * (b - a);
      atLeft = f(left);
    } else {
      [a, left, atLeft] = [left, right, atRight];
      right = a + ratio * (b - a);
      atRight = f(right);
    }
  }
  return (a + b) / 2;
}
