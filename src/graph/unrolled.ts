/** A convolution and its pooling unrolled to positions: which value takes part in which pooled value. */
import { area, type Convolution, type Layer, layerWeights, windowOf } from "../geometry.js";
import type { Network } from "../network.js";

/** Edges of one weight layer between places in their unit layers, by source, then target. */
export interface LayerEdges {
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly weight: Float32Array;
  readonly multiplicity: Uint32Array;
}

/** Values that the next layer reads. */
export function outputValues(layer: Layer): number {
  return layer.kind === "full" ? layer.targets : layer.targets * area(layer.pooled);
}

/** Products of a weight and a value, counted for every pooled value that they take part in. */
export function denseProducts(layer: Layer): number {
  if (layer.kind === "full") return layerWeights(layer);
  const { vertical, horizontal } = axes(layer);
  return layer.sources * layer.targets * products(vertical) * products(horizontal);
}

/** A convolution and its pooling along one axis. */
interface Axis {
  readonly kernel: number;
  readonly step: number;
  readonly before: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly window: number;
  readonly poolStep: number;
  readonly poolBefore: number;
  /** Pooled values. */
  readonly windows: number;
}

function axes(layer: Convolution): { readonly vertical: Axis; readonly horizontal: Axis } {
  const { kernel, stride, input, output, pooled, top, left } = layer;
  const pool = windowOf(layer);
  return {
    vertical: {
      kernel: kernel.height,
      step: stride.down,
      before: top,
      inputs: input.height,
      outputs: output.height,
      window: pool.height,
      poolStep: pool.stride.down,
      poolBefore: pool.top,
      windows: pooled.height,
    },
    horizontal: {
      kernel: kernel.width,
      step: stride.right,
      before: left,
      inputs: input.width,
      outputs: output.width,
      window: pool.width,
      poolStep: pool.stride.right,
      poolBefore: pool.left,
      windows: pooled.width,
    },
  };
}

/** Places of window i that hold an output, not a zero of the pooling's padding: from, to. */
function held(axis: Axis, i: number): readonly [number, number] {
  const first = i * axis.poolStep - axis.poolBefore;
  return [Math.max(0, -first), Math.min(axis.window, axis.outputs - first)];
}

function products(axis: Axis): number {
  let count = 0;
  for (let i = 0; i < axis.windows; i++) {
    const [from, to] = held(axis, i);
    for (let a = from; a < to; a++)
      for (let k = 0; k < axis.kernel; k++) {
        const output = i * axis.poolStep - axis.poolBefore + a;
        const place = output * axis.step + k - axis.before;
        if (place >= 0 && place < axis.inputs) count++;
      }
  }
  return count;
}

/** The values that one pooled value depends on, through one kernel. */
class Patch {
  readonly #vertical: Axis;
  readonly #horizontal: Axis;
  readonly #height: number;
  readonly #width: number;
  readonly #squares: Float64Array;
  readonly #counts: Uint32Array;
  /** The rows of the table and the part of a window that were summed up last. */
  #summed = "";

  constructor(layer: Convolution) {
    const { vertical, horizontal } = axes(layer);
    this.#vertical = vertical;
    this.#horizontal = horizontal;
    this.#height = (vertical.window - 1) * vertical.step + vertical.kernel;
    this.#width = (horizontal.window - 1) * horizontal.step + horizontal.kernel;
    this.#squares = new Float64Array(this.#height * this.#width);
    this.#counts = new Uint32Array(this.#height * this.#width);
  }

  /** Sums up the taps of rows begin to end, one kernel's, over the outputs that window (i, j) holds. */
  set({ tap, weight }: Network, begin: number, end: number, i: number, j: number): void {
    const [above, below] = held(this.#vertical, i);
    const [left, right] = held(this.#horizontal, j);
    const wanted = [begin, above, below, left, right].join();
    if (wanted === this.#summed) return;
    this.#summed = wanted;
    const { kernel, step } = this.#horizontal;
    this.#squares.fill(0);
    this.#counts.fill(0);
    for (let e = begin; e < end; e++) {
      const column = tap[e]! % kernel;
      const row = (tap[e]! - column) / kernel;
      for (let a = above; a < below; a++)
        for (let b = left; b < right; b++) {
          const place = (a * this.#vertical.step + row) * this.#width + b * step + column;
          this.#squares[place]! += weight[e]! * weight[e]!;
          this.#counts[place]!++;
        }
    }
  }

  /** Calls `visit` for every value of the input plane that has a product in window (i, j). */
  visit(
    i: number,
    j: number,
    visit: (place: number, weight: number, multiplicity: number) => void,
  ): void {
    const firstRow = start(this.#vertical, i);
    const firstColumn = start(this.#horizontal, j);
    const width = this.#horizontal.inputs;
    for (let a = 0; a < this.#height; a++) {
      const row = firstRow + a;
      if (row < 0 || row >= this.#vertical.inputs) continue;
      for (let b = 0; b < this.#width; b++) {
        const column = firstColumn + b;
        const place = a * this.#width + b;
        if (column < 0 || column >= width || this.#counts[place] === 0) continue;
        const weight = Math.sqrt(this.#squares[place]!);
        visit(row * width + column, weight, this.#counts[place]!);
      }
    }
  }
}

/** The first input that window i sees; below 0 in the padding. */
function start({ poolStep, poolBefore, step, before }: Axis, i: number): number {
  return (i * poolStep - poolBefore) * step - before;
}

/** Rows begin to end of the table, all of one convolution, by kernel, then pooled value. */
export function unrolled(
  network: Network,
  begin: number,
  end: number,
  layer: Convolution,
): LayerEdges {
  const edges = {
    source: [] as number[],
    target: [] as number[],
    weight: [] as number[],
    multiplicity: [] as number[],
  };
  const { source, target } = network;
  const patch = new Patch(layer);
  for (let first = begin, next = begin; first < end; first = next) {
    const [s, t] = [source[first]!, target[first]!];
    while (next < end && source[next] === s && target[next] === t) next++;
    for (let i = 0; i < layer.pooled.height; i++)
      for (let j = 0; j < layer.pooled.width; j++) {
        const pooled = (t * layer.pooled.height + i) * layer.pooled.width + j;
        patch.set(network, first, next, i, j);
        patch.visit(i, j, (place, weight, multiplicity) => {
          edges.source.push(s * area(layer.input) + place);
          edges.target.push(pooled);
          edges.weight.push(weight);
          edges.multiplicity.push(multiplicity);
        });
      }
  }
  return {
    source: Uint32Array.from(edges.source),
    target: Uint32Array.from(edges.target),
    weight: Float32Array.from(edges.weight),
    multiplicity: Uint32Array.from(edges.multiplicity),
  };
}
