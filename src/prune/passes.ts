/**
 * One image through the network and back, edge by edge in double precision, for criteria that look at what
 * the layers read. Training has faster kernels (src/engine/sparse), which do not keep these values.
 */
import { area, type Convolution, type Layer, windowOf } from "../geometry.js";
import { layersOf } from "../layers.js";
import { layerOffsets, type Network } from "../network.js";

/** What a pass goes along; weights and biases may be others than the network's own. */
export interface Wiring {
  readonly network: Network;
  readonly layers: readonly Layer[];
  readonly offsets: Uint32Array;
  readonly weight: Float32Array;
  /** Of all layers, one after another; undefined: none. */
  readonly bias: Float32Array | undefined;
}

export function wiring(
  network: Network,
  weight: Float32Array,
  bias: Float32Array | undefined,
): Wiring {
  return { network, layers: layersOf(network), offsets: layerOffsets(network), weight, bias };
}

/** What a layer reads, what it gives before pooling, and what the next one reads. */
export interface LayerValues {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly above: Float64Array;
}

/** The values of every layer; those of the last one are not rectified. */
export function forward(wires: Wiring, pixels: Float64Array): LayerValues[] {
  let x = pixels;
  let firstBias = 0;
  return wires.layers.map((layer, l) => {
    const values = through(wires, l, x, firstBias);
    x = values.above;
    firstBias += layer.targets;
    return values;
  });
}

/** One layer. @param firstBias where its biases begin. */
export function through(wires: Wiring, l: number, x: Float64Array, firstBias: number): LayerValues {
  const layer = wires.layers[l]!;
  const y = products(wires, l, x, firstBias);
  if (l + 1 < wires.layers.length) for (let i = 0; i < y.length; i++) if (!(y[i]! > 0)) y[i] = 0;
  return { x, y, above: layer.kind === "convolution" ? pooled(layer, y) : y };
}

/** What a weight layer gives before it is rectified and pooled. @param firstBias where its biases begin. */
export function products(
  wires: Wiring,
  l: number,
  x: Float64Array,
  firstBias: number,
): Float64Array {
  const { network, layers, offsets, weight, bias } = wires;
  const layer = layers[l]!;
  const positions = layer.kind === "convolution" ? area(layer.output) : 1;
  const y = new Float64Array(layer.targets * positions);
  if (bias)
    for (let t = 0; t < layer.targets; t++)
      y.fill(bias[firstBias + t]!, t * positions, (t + 1) * positions);
  const [begin, end] = [offsets[l]!, offsets[l + 1]!];
  if (layer.kind === "full") addProducts(network, begin, end, weight, x, y);
  else
    for (let e = begin; e < end; e++) {
      const from = network.source[e]! * area(layer.input);
      addTap(layer, network.tap[e]!, weight[e]!, x, from, y, network.target[e]! * positions);
    }
  return y;
}

/** The hottest loop: what it reads stands in variables of its own. Many inputs are dark. */
function addProducts(
  { source, target }: Network,
  begin: number,
  end: number,
  weight: Float32Array,
  x: Float64Array,
  y: Float64Array,
): void {
  for (let e = begin; e < end; e++) {
    const value = x[source[e]!]!;
    if (value !== 0) y[target[e]!]! += weight[e]! * value;
  }
}

/** Adds what one tap reads of the plane at `from` to the plane at `to`. */
function addTap(
  layer: Convolution,
  tap: number,
  w: number,
  x: Float64Array,
  from: number,
  y: Float64Array,
  to: number,
): void {
  const step = layer.stride.right;
  eachRun(layer, tap, (input, output, length) => {
    for (let j = 0; j < length; j++) y[to + output + j]! += w * x[from + input + j * step]!;
  });
}

/**
 * Where a tap reads within the plane: for each row of outputs, the place of its first input and of its first
 * output in their planes, and how many follow, inputs a stride apart.
 */
export function eachRun(
  { kernel, stride, dilation, top, left, input, output }: Convolution,
  tap: number,
  visit: (input: number, output: number, length: number) => void,
): void {
  const down = Math.floor(tap / kernel.width) * dilation.down - top;
  const right = (tap % kernel.width) * dilation.right - left;
  const first = Math.max(0, Math.ceil(-right / stride.right));
  const last = Math.min(output.width - 1, Math.floor((input.width - 1 - right) / stride.right));
  for (let i = 0; i < output.height; i++) {
    const row = i * stride.down + down;
    if (row < 0 || row >= input.height || last < first) continue;
    const from = row * input.width + first * stride.right + right;
    visit(from, i * output.width + first, last - first + 1);
  }
}

function pooled(layer: Convolution, y: Float64Array): Float64Array {
  const { kind, height, width } = windowOf(layer);
  const result = new Float64Array(layer.targets * area(layer.pooled));
  eachWindow(layer, (at, outputs) => {
    let value = kind === "max" ? Number.NEGATIVE_INFINITY : 0;
    for (const own of outputs) value = kind === "max" ? Math.max(value, y[own]!) : value + y[own]!;
    result[at] = kind === "max" ? value : value / (height * width);
  });
  return result;
}

/** For every pooled value, the outputs in its window; what lies outside of the plane is left out, as 0. */
function eachWindow(
  layer: Convolution,
  visit: (at: number, outputs: readonly number[]) => void,
): void {
  const { stride, top, left, height, width } = windowOf(layer);
  const { pooled: plane, output } = layer;
  let at = 0;
  for (let t = 0; t < layer.targets; t++)
    for (let i = 0; i < plane.height; i++)
      for (let j = 0; j < plane.width; j++) {
        const [row, column] = [i * stride.down - top, j * stride.right - left];
        const outputs: number[] = [];
        for (let a = Math.max(0, row); a < Math.min(output.height, row + height); a++)
          for (let b = Math.max(0, column); b < Math.min(output.width, column + width); b++)
            outputs.push(t * area(output) + a * output.width + b);
        visit(at++, outputs);
      }
}

/**
 * Gradients of what a layer gives before pooling, from those of what it gives; of the largest values of a
 * window the first has them.
 */
export function unpooled(layer: Layer, y: Float64Array, d: Float64Array): Float64Array {
  if (layer.kind === "full") return d;
  const { kind, height, width } = windowOf(layer);
  const result = new Float64Array(y.length);
  eachWindow(layer, (at, outputs) => {
    if (kind === "average") for (const own of outputs) result[own]! += d[at]! / (height * width);
    else result[outputs.reduce((best, own) => (y[own]! > y[best]! ? own : best))]! += d[at]!;
  });
  return result;
}

/**
 * From the gradients of a layer's outputs before pooling: those of its weights, written to `gradient`, and of
 * what it reads, which is returned.
 */
export function backward(
  { network, layers, offsets, weight }: Wiring,
  l: number,
  x: Float64Array,
  d: Float64Array,
  gradient: Float64Array,
): Float64Array {
  const layer = layers[l]!;
  const below = new Float64Array(x.length);
  const [begin, end] = [offsets[l]!, offsets[l + 1]!];
  const { source, target, tap } = network;
  if (layer.kind === "full")
    for (let e = begin; e < end; e++) {
      const above = d[target[e]!]!;
      gradient[e] = x[source[e]!]! * above;
      below[source[e]!]! += weight[e]! * above;
    }
  else
    for (let e = begin; e < end; e++) {
      const [from, to] = [source[e]! * area(layer.input), target[e]! * area(layer.output)];
      gradient[e] = backwardTap(layer, tap[e]!, weight[e]!, x, from, d, to, below);
    }
  return below;
}

/** The gradient of one tap's weight; adds those of what it reads to `below`. */
function backwardTap(
  layer: Convolution,
  tap: number,
  w: number,
  x: Float64Array,
  from: number,
  d: Float64Array,
  to: number,
  below: Float64Array,
): number {
  const step = layer.stride.right;
  let sum = 0;
  eachRun(layer, tap, (input, output, length) => {
    for (let j = 0; j < length; j++) {
      const at = from + input + j * step;
      sum += x[at]! * d[to + output + j]!;
      below[at]! += w * d[to + output + j]!;
    }
  });
  return sum;
}
