/**
 * No transition either: the curve in ln p narrows (or widens) as a power of size while its place moves
 * towards zero as another, so that no density is left at which large networks fall:
 *
 *     m = F((ln p - mu + g ln L) L^c)
 *
 * mu, which point of the curve moves so, lies within a factor of e^2 of half recovery. With g = 0 the
 * curve sharpens in place, which is a transition in other words.
 */
import { exp, log } from "../math.js";
import type { Law } from "./law.js";

export const narrowing: Law = {
  name: "narrowing",
  formula: "F((ln p - mu + g ln L) L^c)",
  parameters: ["mu", "g", "c"],
  logarithmic: true,
  steps: [0.1, 0.1, 0.1],
  starts: ({ unit, drift }) => [0, 0.4].map((c) => [log(unit), drift, c]),
  allowed: ({ 0: mu, 2: c }, { unit }) => Math.abs(mu! - log(unit)) < 2 && Math.abs(c!) < 4,
  frame({ 0: mu, 1: g, 2: c }, logSize, _, frame) {
    frame.place = mu! - g! * logSize;
    frame.stretch = exp(c! * logSize);
    frame.amplitude = 1;
  },
};
