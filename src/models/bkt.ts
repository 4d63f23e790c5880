/**
 * Berezinskii-Kosterlitz-Thouless-like: the correlation length grows as exp(c / sqrt|p - p_c|), so the
 * scaled variable has a power of ln L in place of one of L (Kosterlitz, J. Phys. C 7:1046, 1974):
 *
 *     m = L^(-b) F((p - p_c) (ln L / l)^2),   b >= 0
 *
 * l lies below the smallest size: at least exp(-0.3) of it, at most exp(-8).
 */
import { exp } from "../math.js";
import type { Law } from "./law.js";

export const bkt: Law = {
  name: "bkt",
  formula: "L^(-b) F((p - p_c) (ln L / l)^2)",
  parameters: ["p_c", "ln l", "b"],
  logarithmic: false,
  steps: [0.15, 0.3, 0.08],
  starts: ({ logSizes, least }) =>
    [0.05, 0.3, 0.6, 0.9, 1.15, 1.4].flatMap((share) =>
      [0.7, 2].flatMap((below) =>
        [0.02, 0.2].map((b) => [share * least, Math.min(...logSizes) - below, b]),
      ),
    ),
  allowed({ 0: p, 1: logL, 2: b }, { logSizes }) {
    const below = Math.min(...logSizes) - logL!;
    return p! > -3 && p! < 4 && below > 0.3 && below < 8 && b! >= 0 && b! < 3;
  },
  frame({ 0: p, 1: logL, 2: b }, logSize, { unit }, frame) {
    const ratio = (logSize - logL!) / logL!;
    frame.place = p! * unit;
    frame.stretch = (ratio * ratio) / unit;
    frame.amplitude = exp(-b! * logSize);
  },
};
