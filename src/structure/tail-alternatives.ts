import { exp, log } from "../math.js";
import { minimise } from "../statistics/nelder-mead.js";
import {
  type Alternative,
  type LogShape,
  logLikelihood,
  logOf,
  type Sample,
  type Support,
} from "./bounded-law.js";

/**
 * The law of this family with the highest likelihood. The truncated power law starts from the plain
 * one, whose exponent is given, and so is never worse.
 */
export function fitAlternative(
  name: Alternative,
  sample: Sample,
  support: Support,
  exponent: number,
): LogShape {
  const { shapeOf, start, steps } = family(name, sample, exponent);
  const loss = (at: Float64Array) => {
    const value = -logLikelihood(shapeOf(at), sample, support);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  return shapeOf(minimise(loss, start, { steps, restarts: 2 }).at);
}

interface Family {
  readonly shapeOf: (at: Float64Array) => LogShape;
  readonly start: readonly number[];
  readonly steps: readonly number[];
}

function family(name: Alternative, sample: Sample, exponent: number): Family {
  const mean = weighted(sample, (x) => x);
  switch (name) {
    case "log-normal": {
      const centre = weighted(sample, logOf);
      const spread = Math.sqrt(weighted(sample, (x) => (logOf(x) - centre) ** 2));
      return {
        shapeOf: ([u, s]) => {
          // With its median below one edge, where there is no degree, it would be a power law by another
          // name: the wide ones far below the support are straight, and no data could tell them from it.
          const width = exp(Math.min(4, Math.max(-4, s!)));
          const middle = Math.min(100, Math.max(0, u!));
          return (_, logX) => -0.5 * ((logX - middle) / width) ** 2 - logX;
        },
        start: [centre, log(Math.max(0.05, spread))],
        steps: [0.5, 0.5],
      };
    }
    case "exponential":
      return {
        shapeOf:
          ([b]) =>
          (x) =>
            -b! * x,
        start: [1 / mean],
        steps: [0.5 / mean],
      };
    case "truncated":
      return {
        shapeOf:
          ([a, b]) =>
          (x, logX) =>
            -a! * logX - Math.max(0, b!) * x,
        start: [exponent, 0],
        steps: [0.2, 0.2 / mean],
      };
  }
}

function weighted({ values, counts, size }: Sample, f: (x: number) => number): number {
  return values.reduce((sum, x, i) => sum + counts[i]! * f(x), 0) / size;
}
