/** Graphs of layers of what tensors alone tell: chains with another activation than ReLU, perceptrons in a row. */

import type { Rectifier } from "../activations.js";
import { type GraphLayer, INPUT, type Operation } from "../layer-graph.js";
import type { FoundConvolution, FoundLayer } from "./found.js";
import { layerName } from "./layer-names.js";
import type { Perceptron } from "./perceptrons.js";

class Layers {
  readonly layers: GraphLayer[] = [];
  readonly weights: FoundLayer[] = [];
  readonly #names = new Set<string>();

  /** What it gives is called. */
  add(operation: Operation, wanted: string, ...from: string[]): string {
    const name = layerName(wanted, (one) => this.#names.has(one));
    this.#names.add(name);
    this.layers.push({ ...operation, name, from } as GraphLayer);
    return name;
  }

  full(layer: FoundLayer, from: string): string {
    this.weights.push(layer);
    const bias = layer.bias ? {} : ({ bias: false } as const);
    return this.add({ kind: "full", units: layer.shape[0]!, ...bias }, layer.name, from);
  }

  convolution(layer: FoundLayer, { stride, padding }: FoundConvolution, from: string): string {
    this.weights.push(layer);
    const [channels, , ...kernel] = layer.shape as [number, number, number, number];
    const bias = layer.bias ? {} : ({ bias: false } as const);
    const operation = { kind: "convolution", channels, kernel, stride, padding, ...bias } as const;
    return this.add(operation, layer.name, from);
  }
}

/** An activation behind each but the last, pooling behind that of a convolution. */
export function chainGraph(
  layers: readonly FoundLayer[],
  convolutions: readonly FoundConvolution[],
  activation: Rectifier,
): Layers {
  const out = new Layers();
  layers.reduce((from, layer, i) => {
    const settings = convolutions[i];
    const own = settings ? out.convolution(layer, settings, from) : out.full(layer, from);
    if (i === layers.length - 1) return own;
    const behind = out.add(activation as Operation, `${layer.name}-${activation.kind}`, own);
    if (!settings?.pool) return behind;
    const { kind, ...pool } = settings.pool;
    const operation = { kind: `${kind}-pool`, ...pool } as Operation;
    return out.add(operation, `${layer.name}-pool`, behind);
  }, INPUT);
  return out;
}

/** One after the other; `residual`: each is added to what it reads. */
export function perceptronGraph(
  blocks: readonly Perceptron[],
  activation: Rectifier,
  residual: boolean,
): Layers {
  const out = new Layers();
  blocks.reduce((from, { name, gate, first, second }) => {
    const called = (word: string) => (name === "" ? word : `${name}.${word}`);
    const act = (own: string) => out.add(activation as Operation, called(activation.kind), own);
    const hidden = gate
      ? out.add(
          { kind: "multiply" },
          called("product"),
          act(out.full(gate, from)),
          out.full(first, from),
        )
      : act(out.full(first, from));
    const own = out.full(second, hidden);
    return residual ? out.add({ kind: "add" }, called("sum"), own, from) : own;
  }, INPUT);
  return out;
}
