/**
 * The continuous transition with the leading correction to scaling (Beach, Wang and Sandvik,
 * arXiv cond-mat/0505194): small sizes shift and rescale the curve by a power L^-w more,
 *
 *     m = L^(-beta/nu) (1 + c L^-w) F((p - p_c) L^(1/nu) - d L^-w),   w = 1
 *
 * so that a p_c that seems to move with size is not taken for one that stands.
 */
import { exp } from "../math.js";
import { critical } from "./critical.js";
import type { Law } from "./law.js";

export const corrected: Law = {
  name: "corrected",
  formula: "L^(-beta/nu) (1 + c / L) F((p - p_c) L^(1/nu) - d / L)",
  parameters: [...critical.parameters, "c", "d"],
  logarithmic: false,
  steps: [...critical.steps, 0.1, 0.1],
  starts: (rough) => critical.starts(rough).map((start) => [...start, 0, 0]),
  allowed: (theta, rough) =>
    critical.allowed(theta, rough) && Math.abs(theta[3]!) < 0.9 && Math.abs(theta[4]!) < 3,
  frame(theta, logSize, rough, frame) {
    critical.frame(theta, logSize, rough, frame);
    // Sizes in units of the smallest, so that c and d are what it is off by.
    const small = exp(Math.min(...rough.logSizes) - logSize);
    frame.place += (theta[4]! * small) / frame.stretch;
    frame.amplitude *= 1 + theta[3]! * small;
  },
};
