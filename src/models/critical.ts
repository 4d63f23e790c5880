/**
 * Continuous transition at p_c (Fisher and Barber, Phys. Rev. Lett. 28:1516, 1972):
 *
 *     m = L^(-beta/nu) F((p - p_c) L^(1/nu))
 *
 * beta/nu is not below 0: order at p_c does not grow with size. p_c may come out at or below 0, where
 * no transition is left at any size; the interval tells.
 */
import { exp } from "../math.js";
import type { Law } from "./law.js";

export const critical: Law = {
  name: "critical",
  formula: "L^(-beta/nu) F((p - p_c) L^(1/nu))",
  parameters: ["p_c", "1/nu", "beta/nu"],
  logarithmic: false,
  steps: [0.15, 0.15, 0.08],
  starts: ({ drift, least }) =>
    [0.05, 0.3, 0.6, 0.9, 1.15, 1.4].flatMap((share) =>
      [Math.max(0.2, drift), 0.5, 1].flatMap((a) => [0.02, 0.2].map((b) => [share * least, a, b])),
    ),
  allowed: ({ 0: p, 1: a, 2: b }) => p! > -3 && p! < 4 && a! > -1 && a! < 6 && b! >= 0 && b! < 3,
  frame({ 0: p, 1: a, 2: b }, logSize, { unit }, frame) {
    frame.place = p! * unit;
    frame.stretch = exp(a! * logSize) / unit;
    frame.amplitude = exp(-b! * logSize);
  },
};
