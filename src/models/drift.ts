/**
 * No transition: a curve of one form in ln p at every size, whose place moves with size, evenly or ever
 * faster or slower:
 *
 *     m = F(ln p + g ln L + h (ln L)^2)
 *
 * Sigmoids, Gompertz's and Weibull's laws and the error law of Rosenfeld et al. (arXiv 2006.10621,
 * whose density and width enter through p L^g alone) are among its F.
 */
import type { Law } from "./law.js";

export const drift: Law = {
  name: "drift",
  formula: "F(ln p + g ln L + h (ln L)^2)",
  parameters: ["g", "h"],
  logarithmic: true,
  steps: [0.1, 0.1],
  starts: ({ drift: g }) => [[g, 0]],
  allowed: () => true,
  frame({ 0: g, 1: h }, logSize, _, frame) {
    frame.place = -g! * logSize - h! * logSize * logSize;
    frame.stretch = 1;
    frame.amplitude = 1;
  },
};
