/**
 * A smooth law of the error 1 - m with a low plateau, a power-law region and a high plateau
 * (Rosenfeld, Frankle, Carbin, Shavit, On the predictability of pruning across scales,
 * arXiv 2006.10621, equation 1):
 *
 *     1 - m = e |(p - i P (1/e)^(1/gamma)) / (p - i P)|^gamma,   P = P_0 L^(-g),
 *
 * i the imaginary unit: e at high density, 1 at zero density, (P (1/e)^(1/gamma) / p)^gamma between.
 * Size and density enter through p L^g alone, which is their joint law in width.
 */
import { exp, log } from "../math.js";
import type { Model } from "./model.js";

export const errorLaw: Model = {
  name: "error-law",
  formula: "1 - e |(p - i P e^(-1/gamma)) / (p - i P)|^gamma, P = P_0 L^(-g)",
  parameters: ["ln P_0", "g", "gamma", "ln e"],
  steps: [0.3, 0.2, 0.3, 0.5],
  starts: ({ middle, drift }) =>
    [0.5, 1, 2].flatMap((gamma) =>
      // 1 - m = 1/2 at p = P e^(-1/gamma), roughly.
      [-4, -2].map((logE) => [middle + logE / gamma, drift, gamma, logE]),
    ),
  predict([logP, g, gamma, logE], p, logSize) {
    if (!(gamma! > 0.05 && gamma! < 20 && logE! < 0 && logE! > -20)) return Number.NaN;
    const low = exp(2 * (logP! - g! * logSize));
    const high = low * exp((-2 * logE!) / gamma!);
    return 1 - exp(logE! + (gamma! / 2) * log((p * p + high) / (p * p + low)));
  },
};
