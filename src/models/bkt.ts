/**
 * Berezinskii-Kosterlitz-Thouless-like: the correlation length grows as exp(c / sqrt(|p - p_c|)), so
 * the scaled variable is (p - p_c) (ln(L / l))^2 in place of a power of L:
 *
 *     m = 1 - exp(-A L^(-b) s(x)^beta),   x = (p - p_c) (ln L / l)^2,   s(x) = ln(1 + exp(k x)) / k
 *
 * with the same rounding s as the critical power law, so that the two differ in how the transition
 * narrows with size alone. p_c is not below 0.
 */
import { exp, log, pow } from "../math.js";
import { softplus } from "./critical.js";
import type { Model } from "./model.js";

export const bkt: Model = {
  name: "bkt",
  formula: "1 - exp(-A L^(-b) s((p - p_c) (ln L / l)^2)^beta), s(x) = ln(1 + exp(k x)) / k",
  parameters: ["p_c", "b", "beta", "ln A", "ln k", "ln l"],
  steps: [0.1, 0.1, 0.2, 0.3, 0.5, 0.5],
  starts: ({ sizes, middle }) => {
    const p = exp(middle);
    const smallest = Math.min(...sizes.map(({ logSize }) => logSize));
    return [0, 0.5, 0.9].flatMap((share) =>
      [1, 3].map((below) => {
        const stretch = (below - smallest) * (below - smallest);
        const distance = (1 - share) * p * stretch;
        return [
          share * p,
          0.05,
          1,
          log(Math.LN2) - log(distance),
          log(4 / distance),
          smallest - below,
        ];
      }),
    );
  },
  predict([critical, b, beta, logA, logK, logL], p, logSize) {
    const decades = Math.max(0.1, logSize - logL!); // below l there is nothing to scale
    if (!(critical! >= 0 && beta! > 0.01 && beta! < 6 && b! > -1 && b! < 3 && logL! > -10))
      return Number.NaN;
    const k = exp(logK!);
    const s = softplus(k * (p - critical!) * decades * decades) / k;
    return 1 - exp(-exp(logA! - b! * logSize) * pow(s, beta!));
  },
};
