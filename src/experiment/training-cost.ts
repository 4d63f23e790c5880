import {
  area,
  type ConvolutionSettings,
  type Image,
  type Plane,
  type PoolSettings,
  pair,
} from "../geometry.js";
import type { Architecture } from "./experiment.js";
import { layerCosts } from "./layer-costs.js";
import { scaledConvolutions, scaledHidden } from "./scale.js";

/** The image that estimates assume where nothing else is known: the plan is made before they are seen. */
const usual: Image = { channels: 1, height: 28, width: 28 };

/**
 * Products that the dense network takes for an image, roughly: they say which cell is dearer.
 * @param inputs pixels that are lit, as fully connected first layers of chains see them.
 * @param image what a graph of layers reads, where that is known.
 */
export function trainingCost(
  architecture: Architecture,
  width: number,
  inputs: number,
  outputs = 0,
  image?: Image,
): number {
  if ("layers" in architecture) return layerCosts(architecture.layers, width, image).products;
  const { hidden, convolutions = [] } = architecture;
  let cost = 0;
  let plane: Plane = usual;
  let below = convolutions.length > 0 ? usual.channels : inputs;
  for (const layer of scaledConvolutions(convolutions, width)) {
    const { output, taps, pooled } = sizes(layer, plane);
    cost += below * layer.channels * taps * area(output);
    plane = pooled;
    below = layer.channels;
  }
  if (convolutions.length > 0) below *= area(plane);
  for (const units of [...scaledHidden(hidden, width), outputs]) {
    cost += below * units;
    below = units;
  }
  return Math.round(cost);
}

/** Planes as if strides were all that matters, which they are but for edges. */
function sizes({ kernel, stride, pool }: ConvolutionSettings, { height, width }: Plane) {
  const [down, right] = pair(stride);
  const output = { height: Math.ceil(height / down), width: Math.ceil(width / right) };
  const [rows, columns] = pair(kernel);
  return { output, taps: rows * columns, pooled: pool ? shrunk(output, pool) : output };
}

function shrunk({ height, width }: Plane, { kind, size = 1, stride = size }: PoolSettings): Plane {
  if (kind === "global-average") return { height: 1, width: 1 };
  const [down, right] = pair(stride);
  return { height: height / down, width: width / right };
}
