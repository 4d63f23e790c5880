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
  const at = (logG: number) => offsetAt(exp(logG), logs, p, absolute);
  const squares = grid.map((logG) => at(logG).square);
  const best = grid[squares.indexOf(Math.min(...squares))]!;
  const step = (highest - lowest) / gridSteps;
  const [low, high] = [Math.max(lowest, best - step), Math.min(highest, best + step)];
  const { limit, c, g } = at(golden((logG) => at(logG).square, low, high));
  return {
    values: { p_inf: limit, c: c * exp(g * log(sizes[0]!)), g },
    at: (size) => log(limit + c * exp(-g * log(size / sizes[0]!))),
  };
};

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
function offsetAt(
  g: number,
  logs: readonly number[],
  p: readonly number[],
  weights: readonly number[],
) {
  const powers = logs.map((logL) => exp(-g * logL));
  let [w, wx, wxx, wp, wxp] = [0, 0, 0, 0, 0];
  p.forEach((value, i) => {
    const weight = weights[i]!;
    const x = powers[i]!;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wp += weight * value;
    wxp += weight * x * value;
  });
  const determinant = w * wxx - wx * wx;
  // Where all powers are alike the constant explains nothing that they do not.
  let limit = determinant > 1e-10 * w * wxx ? (wxx * wp - wx * wxp) / determinant : 0;
  let c = (wxp - limit * wx) / wxx;
  if (limit < 0) [limit, c] = [0, wxp / wxx];
  let square = 0;
  p.forEach((value, i) => {
    const deviation = value - limit - c * powers[i]!;
    square += weights[i]! * deviation * deviation;
  });
  return { limit, c, g, square };
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
