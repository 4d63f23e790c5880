/** A convolution and its pooling unrolled to positions: which value takes part in which pooled value. */
import { area, type Convolution, type Layer, layerWeights, windowOf } from "../layers.js";
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
  const pool = windowOf(layer);
  const { kernel, stride, input, pooled } = layer;
  const along = (windows: number, size: number, before: number, inputs: number) => {
    let products = 0;
    for (let i = 0; i < windows; i++)
      for (let a = 0; a < size; a++)
        for (let k = 0; k < kernel; k++) {
          const place = (i * pool.stride + a) * stride + k - before;
          if (place >= 0 && place < inputs) products++;
        }
    return products;
  };
  const vertical = along(pooled.height, pool.height, layer.top, input.height);
  const horizontal = along(pooled.width, pool.width, layer.left, input.width);
  return layer.sources * layer.targets * vertical * horizontal;
}

/** The values that one pooled value depends on, through one kernel. */
class Patch {
  readonly height: number;
  readonly width: number;
  readonly #squares: Float64Array;
  readonly #counts: Uint32Array;

  constructor(private readonly layer: Convolution) {
    const { height, width } = windowOf(layer);
    this.height = (height - 1) * layer.stride + layer.kernel;
    this.width = (width - 1) * layer.stride + layer.kernel;
    this.#squares = new Float64Array(this.height * this.width);
    this.#counts = new Uint32Array(this.height * this.width);
  }

  /** Sums up the taps of rows begin to end, one kernel's, over all positions of a window. */
  set({ tap, weight }: Network, begin: number, end: number): void {
    const { kernel, stride } = this.layer;
    const pool = windowOf(this.layer);
    this.#squares.fill(0);
    this.#counts.fill(0);
    for (let e = begin; e < end; e++) {
      const column = tap[e]! % kernel;
      const row = (tap[e]! - column) / kernel;
      for (let a = 0; a < pool.height; a++)
        for (let b = 0; b < pool.width; b++) {
          const place = (a * stride + row) * this.width + b * stride + column;
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
    const { input, stride, top, left } = this.layer;
    const pool = windowOf(this.layer);
    const firstRow = i * pool.stride * stride - top;
    const firstColumn = j * pool.stride * stride - left;
    for (let a = 0; a < this.height; a++) {
      const row = firstRow + a;
      if (row < 0 || row >= input.height) continue;
      for (let b = 0; b < this.width; b++) {
        const column = firstColumn + b;
        const place = a * this.width + b;
        if (column < 0 || column >= input.width || this.#counts[place] === 0) continue;
        const weight = Math.sqrt(this.#squares[place]!);
        visit(row * input.width + column, weight, this.#counts[place]!);
      }
    }
  }
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
    patch.set(network, first, next);
    for (let i = 0; i < layer.pooled.height; i++)
      for (let j = 0; j < layer.pooled.width; j++) {
        const pooled = (t * layer.pooled.height + i) * layer.pooled.width + j;
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
