/** One drawn experiment and what came of it, as one line of JSON. */
import { exp, log } from "../../src/math.js";
import { type Design, drawSamples } from "./draw.js";
import type { Family } from "./families.js";
import { judge } from "./judge.js";

export interface Trial {
  readonly design: string;
  readonly family: string;
  readonly truth: Family["truth"];
  readonly verdict: string;
  /** Whether the collapse was rejected; undefined without one. */
  readonly rejected?: boolean;
  /** Name of an estimate -> whether its interval holds the truth; missing without an interval. */
  readonly covered: Readonly<Record<string, boolean>>;
  /** Estimates that could be made but have no interval. */
  readonly open: readonly string[];
}

export function runTrial(family: Family, design: Design, name: string, number: number): Trial {
  const samples = drawSamples(family, design, `calibration ${family.name} ${name} ${number}`);
  const { verdict, scaling, estimates } = judge(samples, number);
  const covered: Record<string, boolean> = {};
  const open: string[] = [];
  const note = (what: string, truth: number, lower: number, upper: number) => {
    if (Number.isNaN(lower)) open.push(what);
    else covered[what] = (covered[what] ?? true) && lower <= truth && truth <= upper;
  };
  if (family.parameters && !("reason" in scaling)) {
    const { p_c, sharpening, decay, growth } = family.parameters;
    const truths = { p_c, "1/nu": sharpening, "beta/nu": decay, "gamma/nu": growth };
    for (const [what, truth] of Object.entries(truths)) {
      const { lower, upper } = scaling.parameters[what as keyof typeof truths];
      if (truth !== undefined) note(what, truth, lower, upper);
    }
  }
  design.sizes.forEach((size, i) => {
    const truths = placesOf(family, size / design.sizes[0]!, design);
    for (const { estimator, value, lower, upper } of estimates[i] ?? []) {
      const truth = truths[estimator];
      if (truth !== undefined && !Number.isNaN(value))
        note(`${estimator} ${size}`, truth, lower, upper);
    }
  });
  return {
    design: name,
    family: family.name,
    truth: family.truth,
    verdict: verdict.verdict,
    ...("reason" in scaling ? {} : { rejected: scaling.p <= 0.05 }),
    covered,
    open,
  };
}

/**
 * Where the mean of m over seeds is 1/2, where it is steepest in ln p, and where its variance is
 * largest; seeds averaged by Gauss and Hermite's 9 points, on a grid of 1/100 in ln p. Left out where
 * they lie at an end.
 */
function placesOf(
  family: Family,
  size: number,
  { until }: Design,
): Partial<Record<string, number>> {
  if (family.truth === "none" || family.truth === "jump") return {};
  const step = 0.01;
  const u = Array.from({ length: Math.floor(-log(until) / step) }, (_, i) => -i * step);
  const m = u.map((x) => average((z) => family.order(exp(x), size, z)));
  const variance = u.map((x, i) => average((z) => (family.order(exp(x), size, z) - m[i]!) ** 2));
  const slope = m.map((value, i) => value - (m[i + 1] ?? value));
  const half = m.findIndex((value) => value < 0.5);
  const inside = (i: number) => i > 0 && i < u.length - 2;
  const peak = (values: readonly number[]) => values.indexOf(Math.max(...values));
  const places = {
    "half-recovery": half,
    steepest: peak(slope),
    "susceptibility-peak": peak(variance),
  };
  return Object.fromEntries(
    Object.entries(places).flatMap(([name, i]) => (inside(i) ? [[name, exp(u[i]!)]] : [])),
  );
}

const average = (of: (z: number) => number) => nodes.reduce((sum, [z, w]) => sum + w * of(z), 0);

/** Abramowitz and Stegun, table 25.10, n = 9, for a standard normal number. */
const nodes: readonly (readonly [z: number, weight: number])[] = [
  [0, 0.40634920634921],
  [1.0232556637891, 0.2440975028949],
  [-1.0232556637891, 0.2440975028949],
  [2.0768479786778, 0.0499164067652],
  [-2.0768479786778, 0.0499164067652],
  [3.2054290028565, 0.0027891413212],
  [-3.2054290028565, 0.0027891413212],
  [4.5127458633998, 0.000022345844],
  [-4.5127458633998, 0.000022345844],
];
