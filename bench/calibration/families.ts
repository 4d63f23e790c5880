/**
 * Experiments of known truth: m(p, L) of a seed, for laws with a transition and without.
 *
 * A seed has one standard normal number z, which moves its whole curve; noise is added level by level.
 * L is in units of the smallest size. Half recovery of the smallest size lies at some per cent.
 */
import { exp, log, pow, tanh } from "../../src/math.js";
import { normalProbability } from "../../src/statistics/normal.js";

export type Truth = "continuous" | "bkt" | "jump" | "crossover" | "none";

export interface Family {
  readonly name: string;
  readonly truth: Truth;
  /** Where the truth has them. */
  readonly parameters?: {
    readonly p_c: number;
    readonly sharpening: number;
    readonly decay: number;
    /** gamma/nu, where the variance over seeds scales: m that saturates has none. */
    readonly growth?: number;
  };
  /** m of a seed with number z at density p. */
  readonly order: (p: number, size: number, z: number) => number;
}

const logistic = (x: number) => 1 / (1 + exp(-x));
const softplus = (x: number) => (x > 30 ? x : log(1 + exp(x)));
const middle = log(0.05);

/** Curves of one form in ln p, half at 0 each. */
const shapes = {
  logistic: (x: number) => logistic(1.6 * x),
  normal: (x: number) => normalProbability(x),
  gompertz: (x: number) => exp(-Math.LN2 * exp(-1.2 * x)),
  weibull: (x: number) => 1 - exp(-Math.LN2 * exp(1.2 * x)),
} as const;
type Shape = keyof typeof shapes;

/** m = F((ln p - place(ln L)) / width(ln L)). */
const smooth = (
  shape: Shape,
  what: string,
  place: (logSize: number) => number,
  width: (logSize: number) => number = () => 0.7,
): Family => ({
  name: `${shape}, ${what}`,
  truth: "crossover",
  order: (p, size, z) => {
    const l = log(size);
    return shapes[shape]((log(p) - middle - place(l)) / width(l) + 0.2 * z);
  },
});

/** The error law of Rosenfeld et al. (arXiv 2006.10621), floor e^-4, exponent 2. */
const errorLaw: Family = {
  name: "error law, drift 0.5",
  truth: "crossover",
  order: (p, size, z) => {
    const low = exp(2 * (middle - 2 - 0.5 * log(size) - 0.15 * z));
    const high = low * exp(4);
    return 1 - exp(-4) * ((p * p + high) / (p * p + low));
  },
};

const drift = (g: number) => (l: number) => -g * l;

export const crossovers: readonly Family[] = [
  smooth("logistic", "in place", () => 0),
  smooth("logistic", "drift 0.5", drift(0.5)),
  smooth("normal", "drift 1, wide", drift(1), () => 1.2),
  smooth("gompertz", "in place", () => 0),
  smooth("gompertz", "drift 0.5", drift(0.5)),
  smooth("weibull", "drift 0.5", drift(0.5)),
  smooth("weibull", "drift 1, wide", drift(1), () => 1.2),
  errorLaw,
  smooth("logistic", "curved drift", (l) => -0.2 * l - 0.25 * l * l),
  smooth("weibull", "curved drift", (l) => -0.2 * l - 0.25 * l * l),
  smooth("gompertz", "levelling drift", (l) => log((1 + 2 * exp(-l)) / 3)),
  smooth("logistic", "narrowing", drift(0.5), (l) => 0.9 * exp(-0.2 * l)),
  smooth("weibull", "narrowing", drift(0.5), (l) => 0.9 * exp(-0.2 * l)),
  smooth("gompertz", "narrowing in ln L", drift(0.5), (l) => 0.9 / (1 + 0.2 * l)),
  smooth("normal", "widening", drift(0.7), (l) => 0.5 * exp(0.25 * l)),
];

const flat: Family = { name: "constant", truth: "none", order: () => 0.9 };

/** Scaling functions, half at 0 each but for the factor of size. */
const scalingFunctions = {
  logistic: (x: number) => logistic(2 * x),
  normal: (x: number) => normalProbability(1.2 * x),
  tanh: (x: number) => (1 + tanh(x)) / 2,
  gompertz: (x: number) => exp(-Math.LN2 * exp(-1.5 * x)),
  weibull: (x: number) => 1 - exp(-Math.LN2 * exp(1.5 * x)),
} as const;
type ScalingFunction = keyof typeof scalingFunctions;

/** m = L^-b F((p - p_c) L^a / (w p_c)). */
const plain = (f: ScalingFunction, p_c: number, a: number, b: number, w = 0.8): Family => ({
  name: `${f}, p_c ${p_c}, 1/nu ${a}, beta/nu ${b}`,
  truth: "continuous",
  // m of a seed moves by z, so its variance goes as L^(-2 beta/nu) and the susceptibility as L times it.
  parameters: { p_c, sharpening: a, decay: b, growth: 1 - 2 * b },
  order: (p, size, z) =>
    pow(size, -b) * scalingFunctions[f](((p - p_c) / (w * p_c)) * pow(size, a) + 0.2 * z),
});

/** How m stays below 1. */
const bounds = {
  "1 - exp(-h)": (h: number) => 1 - exp(-h),
  "tanh h": tanh,
  "h / (1 + h)": (h: number) => h / (1 + h),
  "min(1, h)": (h: number) => Math.min(1, h),
} as const;

/** m = g(A L^-b s(x)^(b/a)), s a rounded kink, so that m ~ (p - p_c)^beta far above p_c. */
const saturating = (
  bound: keyof typeof bounds,
  p_c: number,
  a: number,
  b: number,
  amplitude = 1,
): Family => ({
  name: `${bound}, p_c ${p_c}, 1/nu ${a}, beta/nu ${b}`,
  truth: "continuous",
  parameters: { p_c, sharpening: a, decay: b },
  order: (p, size, z) => {
    const x = ((p - p_c) / (0.8 * p_c)) * pow(size, a) + 0.2 * z;
    return bounds[bound](amplitude * pow(size, -b) * pow(softplus(2 * x) / 2, b / a));
  },
});

export const continuous: readonly Family[] = [
  plain("logistic", 0.01, 0.5, 0.15),
  plain("logistic", 0.05, 0.4, 0, 0.6),
  plain("normal", 0.03, 0.7, 0.1),
  plain("tanh", 0.02, 0.8, 0.1),
  plain("gompertz", 0.02, 0.75, 0.2),
  plain("weibull", 0.02, 0.6, 0.1),
  saturating("1 - exp(-h)", 0.02, 0.75, 0.3),
  saturating("tanh h", 0.03, 0.6, 0.2, 0.9),
  saturating("h / (1 + h)", 0.02, 1, 0.5),
  saturating("min(1, h)", 0.01, 0.75, 0.25, 0.6),
];

/** m = L^-b F((p - p_c) (ln 16 L / l)^2), as if the smallest size were 16. */
const bkt = (f: ScalingFunction, p_c: number, b: number, below: number): Family => ({
  name: `bkt, ${f}, p_c ${p_c}`,
  truth: "bkt",
  order: (p, size, z) => {
    const ratio = (log(16 * size) - below) / (log(16) - below);
    const x = ((p - p_c) / (0.8 * p_c)) * ratio * ratio;
    return pow(size, -b) * scalingFunctions[f](x + 0.2 * z);
  },
});

export const bkts: readonly Family[] = [
  bkt("logistic", 0.02, 0.1, 1),
  bkt("gompertz", 0.02, 0.1, 1),
  bkt("weibull", 0.02, 0.05, 1.5),
];

/** Two phases, with nothing in between; each run falls at its own place, over about two levels. */
const jump = (drop: number): Family => ({
  name: `jump by ${drop}`,
  truth: "jump",
  order: (p, _, z) => (log(p) - middle + 0.6 * z > 0 ? 0.95 : 0.95 - drop),
});

export const jumps: readonly Family[] = [jump(0.9), jump(0.6)];

export const families: readonly Family[] = [...crossovers, flat, ...continuous, ...bkts, ...jumps];
