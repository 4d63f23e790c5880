/**
 * How an order parameter that cannot exceed 1 saturates: m as a function of the unbounded h that
 * scales. Which form a system has is not known beforehand, so all are tried (fit-law.ts).
 *
 *     none           m = h
 *     power q        m = h / (1 + h^q)^(1/q)       the larger q, the more abrupt
 *     exponential    m = 1 - exp(-h)
 *     tanh           m = tanh h
 */
import { exp, tanh as hyperbolic, log1p, pow } from "../math.js";

export interface Saturation {
  readonly name: string;
  /** m of h. */
  bound(h: number): number;
  /** h of m below 1. */
  free(m: number): number;
  /** dh/dm. */
  slope(m: number): number;
}

const none: Saturation = { name: "none", bound: (h) => h, free: (m) => m, slope: () => 1 };

const exponential: Saturation = {
  name: "exponential",
  bound: (h) => 1 - exp(-h),
  free: (m) => -log1p(-m),
  slope: (m) => 1 / (1 - m),
};

const tanh: Saturation = {
  name: "tanh",
  bound: hyperbolic,
  free: (m) => (log1p(m) - log1p(-m)) / 2,
  slope: (m) => 1 / (1 - m * m),
};

const power = (q: number): Saturation => ({
  name: `power ${q}`,
  bound: (h) => (h > 0 ? h / pow(1 + pow(h, q), 1 / q) : h),
  free: (m) => (m > 0 ? m / pow(1 - pow(m, q), 1 / q) : m),
  slope: (m) => (m > 0 ? pow(1 - pow(m, q), -1 / q - 1) : 1),
});

/** In order of preference where they fit alike. */
export const saturations: readonly Saturation[] = [
  none,
  exponential,
  tanh,
  power(1),
  power(2),
  power(4),
];

/** Beyond this m the way back is continued by its tangent: noise may lift m above 1. */
export const highest = 0.97;
