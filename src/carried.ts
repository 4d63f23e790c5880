/** Layers without weights: which values they give for which. */
import { area, type Image, type Plane, type Pool } from "./geometry.js";
import type { ResolvedLayer } from "./layer-graph.js";

/** Values of all channels at all positions. */
export function valuesOf(image: Image): number {
  return image.channels * area(image);
}

/**
 * Calls `visit` for every value that a layer without weights reads and every one that it gives for it, in the
 * order of what it gives, but of a sum, a product and a transposition. A pool's zeros are no values.
 * @param imageOf the form of each layer's values, by its place; of the images at -1.
 */
export function eachCarried(
  own: ResolvedLayer,
  imageOf: (place: number) => Image,
  visit: (input: number, from: number, to: number) => void,
): void {
  const [first] = own.inputs as [number];
  if (own.pool)
    eachInWindow(own.channels, imageOf(first), own, own.pool, (to, from) => visit(first, from, to));
  else if (own.layer.kind === "transpose")
    for (let c = 0; c < own.width; c++)
      for (let p = 0; p < own.channels; p++) visit(first, c * own.channels + p, p * own.width + c);
  else {
    let begin = 0;
    for (const input of own.inputs) {
      const values = valuesOf(imageOf(input));
      // a factor of one value a channel is one for all positions
      const times = own.layer.kind === "multiply" ? valuesOf(own) / values : 1;
      for (let i = 0; i < values * times; i++) visit(input, Math.floor(i / times), begin + i);
      if (own.layer.kind === "concatenate") begin += values;
    }
  }
}

/** How many pairs that are, or more. */
export function carriedPairs(own: ResolvedLayer, imageOf: (place: number) => Image): number {
  const { pool } = own;
  if (!pool) return valuesOf(own) * own.inputs.length;
  const before = imageOf(own.inputs[0]!);
  return (
    own.channels *
    heldAlong(own.height, pool.height, pool.stride.down, pool.top, before.height) *
    heldAlong(own.width, pool.width, pool.stride.right, pool.left, before.width)
  );
}

/** Places that windows along one axis hold, zeros aside. */
function heldAlong(
  windows: number,
  window: number,
  step: number,
  zeros: number,
  places: number,
): number {
  let held = 0;
  for (let i = 0; i < windows; i++) {
    const first = i * step - zeros;
    held += Math.max(0, Math.min(places, first + window) - Math.max(0, first));
  }
  return held;
}

/** @param before the planes that are pooled. @param after what comes of them. */
export function eachInWindow(
  channels: number,
  before: Plane,
  after: Plane,
  pool: Pool,
  visit: (window: number, value: number) => void,
): void {
  for (let window = 0; window < channels * area(after); window++) {
    const j = window % after.width;
    const i = Math.floor(window / after.width) % after.height;
    const t = Math.floor(window / area(after));
    for (let a = 0; a < pool.height; a++)
      for (let b = 0; b < pool.width; b++) {
        const row = i * pool.stride.down + a - pool.top;
        const column = j * pool.stride.right + b - pool.left;
        if (row < 0 || row >= before.height || column < 0 || column >= before.width) continue;
        visit(window, (t * before.height + row) * before.width + column);
      }
  }
}
