/**
 * First-order jump: two phases, one working (m = h) and one not (m = 0), weighted by Boltzmann
 * factors of the system's size (Binder and Landau, Phys. Rev. B 30:1477, 1984):
 *
 *     m = h / (1 + exp(-k L^d (p - p_c - s L^(-d)))).
 *
 * The rounding and the shift both go as 1 / L^d: 1/nu is the dimension d, at least 1 where L counts
 * units; p_c is not below 0. The curve says little of a jump; how single runs fall says more (see
 * criticality/jump-test.ts).
 */
import { exp, log } from "../math.js";
import type { Model } from "./model.js";

export const jump: Model = {
  name: "jump",
  formula: "h / (1 + exp(-k L^d (p - p_c - s L^(-d)))), d >= 1",
  parameters: ["p_c", "s", "ln k", "d", "h"],
  steps: [0.1, 0.1, 0.5, 0.2, 0.05],
  starts: ({ middle, width }) => {
    const p = exp(middle);
    return [1, 1.5, 2].map((d) => [p, 0, log(2.2 / (p * width)), d, 1]);
  },
  predict([critical, s, logK, d, h], p, logSize) {
    if (!(critical! >= 0 && d! >= 0.999 && d! <= 3)) return Number.NaN;
    const volume = exp(d! * logSize);
    return h! / (1 + exp(-exp(logK!) * (volume * (p - critical!) - s!)));
  },
};
