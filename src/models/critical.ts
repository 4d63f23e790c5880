/**
 * Continuous transition rounded by the finite size:
 *
 *     m = 1 - exp(-A L^(-b) s(x)^beta),  x = (p - p_c) L^a,  s(x) = ln(1 + exp(k x)) / k,  beta = b / a
 *
 * Far above p_c, s(x) = x and the size cancels: m = A (p - p_c)^beta for small m, saturating at 1. At
 * p_c, m falls as L^(-b). a = 1/nu, b = beta/nu, L in units of its geometric
 * mean. p_c is not below 0, and a is at least 0.1: a curve that does not narrow with size is no transition.
 */
import { exp, log, log1p, pow } from "../math.js";
import type { Model } from "./model.js";

/** ln(1 + e^x). */
export function softplus(x: number): number {
  return x > 30 ? x : x < -30 ? exp(x) : log1p(exp(x));
}

export const critical: Model = {
  name: "critical",
  formula: "1 - exp(-A L^(-beta a) s((p - p_c) L^a)^beta), s(x) = ln(1 + exp(k x)) / k",
  parameters: ["p_c", "1/nu", "beta", "ln A", "ln k"],
  steps: [0.1, 0.2, 0.2, 0.3, 0.5],
  starts: ({ middle, drift }) => {
    const p = exp(middle);
    return [0, 0.5, 0.9].flatMap((share) =>
      [0.5, 1].map((beta) => {
        const distance = (1 - share) * p;
        // m is half at the middle: A distance^beta = ln 2.
        const a = share === 0 ? Math.max(0.1, drift) : 0.7;
        return [share * p, a, beta, log(Math.LN2) - beta * log(distance), log(4 / distance)];
      }),
    );
  },
  predict([critical, a, beta, logA, logK], p, logSize) {
    if (!(critical! >= 0 && beta! > 0.01 && beta! < 6 && a! >= 0.1 && a! < 6)) return Number.NaN;
    const k = exp(logK!);
    const x = (p - critical!) * exp(a! * logSize);
    const s = softplus(k * x) / k;
    return 1 - exp(-exp(logA! - beta! * a! * logSize) * pow(s, beta!));
  },
};
