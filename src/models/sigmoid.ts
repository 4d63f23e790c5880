/**
 * No transition: a sigmoid in log control parameter, of one width at every size, whose middle moves
 * as a power of the size (g = 0: not at all),
 *
 *     m = 1 / (1 + exp(-(ln p - mu + g ln L) / w)).
 */
import { exp, log } from "../math.js";
import type { Model } from "./model.js";

export const sigmoid: Model = {
  name: "sigmoid",
  formula: "1 / (1 + exp(-(ln p - mu + g ln L) / w))",
  parameters: ["mu", "g", "ln w"],
  steps: [0.2, 0.2, 0.3],
  starts: ({ middle, width, drift }) => [[middle, drift, log(width / 2.2)]],
  predict([mu, g, logW], p, logSize) {
    if (!(p > 0)) return 0;
    return 1 / (1 + exp(-(log(p) - mu! + g! * logSize) / exp(logW!)));
  },
};
