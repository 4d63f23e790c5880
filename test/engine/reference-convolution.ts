/** Convolution and pooling, one position and one tap at a time, in double precision. */
import { area, type Convolution, type Plane, windowOf } from "../../src/geometry.js";
import type { Network } from "../../src/network.js";

/** A network's trained numbers in double precision. */
export interface Numbers {
  weight: Float64Array;
  bias: Float64Array;
}

const at = (plane: Plane, channel: number, row: number, column: number) =>
  (channel * plane.height + row) * plane.width + column;

const inside = ({ height, width }: Plane, row: number, column: number) =>
  row >= 0 && row < height && column >= 0 && column < width;

/** Calls `visit` for every tap that joins an input value to an output value. */
function eachProduct(
  network: Network,
  l: number,
  own: Convolution,
  visit: (edge: number, input: number, output: number) => void,
): void {
  for (let e = 0; e < network.layer.length; e++) {
    if (network.layer[e] !== l) continue;
    const [s, t] = [network.source[e]!, network.target[e]!];
    const [a, b] = [
      Math.floor(network.tap[e]! / own.kernel.width),
      network.tap[e]! % own.kernel.width,
    ];
    for (let i = 0; i < own.output.height; i++)
      for (let j = 0; j < own.output.width; j++) {
        const [row, column] = [
          i * own.stride.down + a - own.top,
          j * own.stride.right + b - own.left,
        ];
        if (!inside(own.input, row, column)) continue;
        visit(e, at(own.input, s, row, column), at(own.output, t, i, j));
      }
  }
}

/** Rectified outputs before pooling. @param bias one value a channel. */
export function convolve(
  network: Network,
  l: number,
  own: Convolution,
  values: Numbers,
  bias: Float64Array,
  x: Float64Array,
): Float64Array {
  const positions = own.output.height * own.output.width;
  const y = Float64Array.from({ length: own.targets * positions }, (_, i) => {
    return bias[Math.floor(i / positions)]!;
  });
  eachProduct(network, l, own, (e, input, output) => {
    y[output]! += values.weight[e]! * x[input]!;
  });
  return y.map((value) => Math.max(0, value));
}

/** The outputs in the window of each pooled value; zeros of padding are none. */
function windows(own: Convolution): number[][] {
  const { height, width, stride, top, left } = windowOf(own);
  const result: number[][] = [];
  for (let t = 0; t < own.targets; t++)
    for (let i = 0; i < own.pooled.height; i++)
      for (let j = 0; j < own.pooled.width; j++) {
        const window: number[] = [];
        for (let a = 0; a < height; a++)
          for (let b = 0; b < width; b++) {
            const [row, column] = [i * stride.down + a - top, j * stride.right + b - left];
            if (inside(own.output, row, column)) window.push(at(own.output, t, row, column));
          }
        result.push(window);
      }
  return result;
}

export function pooled(own: Convolution, y: Float64Array): Float64Array {
  return Float64Array.from(windows(own), (window) => {
    const values = window.map((o) => y[o]!);
    if (own.pool?.kind === "average") return values.reduce((a, b) => a + b, 0) / area(own.pool);
    return Math.max(...values);
  });
}

/**
 * Adds the gradients of taps and biases to `result` and returns that of the inputs.
 * @param d gradient of the pooled outputs. @param firstBias place of the layer's biases.
 */
export function backward(
  network: Network,
  l: number,
  own: Convolution,
  values: Numbers,
  x: Float64Array,
  y: Float64Array,
  d: Float64Array,
  firstBias: number,
  result: Numbers,
): Float64Array {
  const dy = new Float64Array(y.length);
  windows(own).forEach((window, w) => {
    if (own.pool?.kind === "average") for (const o of window) dy[o]! += d[w]! / area(own.pool);
    else dy[window.reduce((best, o) => (y[o]! > y[best]! ? o : best))]! += d[w]!;
  });
  for (let o = 0; o < y.length; o++) if (!(y[o]! > 0)) dy[o] = 0;
  const positions = own.output.height * own.output.width;
  dy.forEach((value, o) => {
    result.bias[firstBias + Math.floor(o / positions)]! += value;
  });
  const below = new Float64Array(x.length);
  eachProduct(network, l, own, (e, input, output) => {
    result.weight[e]! += x[input]! * dy[output]!;
    below[input]! += values.weight[e]! * dy[output]!;
  });
  return below;
}
