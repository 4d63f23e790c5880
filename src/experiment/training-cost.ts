import type { Architecture } from "./experiment.js";
import { scaledConvolutions, scaledHidden } from "./scale.js";

/** Rows of an image that estimates assume; the plan is made before the images are seen. */
const SIDE = 28;

/**
 * Products that the dense network takes for an image, roughly: they say which cell is dearer. @param inputs pixels that are lit, as fully connected first layers see them.
 */
export function trainingCost(
  { hidden, convolutions = [] }: Architecture,
  width: number,
  inputs: number,
  outputs = 0,
): number {
  let cost = 0;
  let side = SIDE;
  let below = convolutions.length > 0 ? 1 : inputs;
  for (const { channels, kernel, stride, pool } of scaledConvolutions(convolutions, width)) {
    side = Math.ceil(side / stride);
    cost += below * channels * kernel * kernel * side * side;
    if (pool) side = pool.kind === "global-average" ? 1 : side / (pool.stride ?? pool.size ?? 1);
    below = channels;
  }
  if (convolutions.length > 0) below *= side * side;
  for (const units of [...scaledHidden(hidden, width), outputs]) {
    cost += below * units;
    below = units;
  }
  return Math.round(cost);
}
