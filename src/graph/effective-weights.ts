/**
 * Weights on some path of surviving weights from an input to an output. In a convolution paths lead
 * from value to value, position by position and through pooling: a tap counts if at some position it
 * joins a value that an input reaches to a value from which an output is reached. Zeros of padding
 * are no values, and biases are no paths; in a graph of layers neither are means and variances, so that
 * normalisations, as activations do, carry each value by itself.
 *
 * Flags are carried through the layers as activations and gradients are: O(taps x positions) at most; where taps are
 * many, a few of them set all flags of a channel, and the others are not looked at.
 */
import { eachCarried, eachInWindow, valuesOf } from "../carried.js";
import { area, type Convolution, type Image, type Layer, windowOf } from "../geometry.js";
import { type LayerGraph, resolveLayers } from "../layer-graph.js";
import { inputValues, layersOf } from "../layers.js";
import { layerOffsets, type Network } from "../network.js";

type Flags = Uint8Array<ArrayBuffer>;

export function effectiveWeights(network: Network): number {
  if (network.graph) return effectiveInGraph(network, network.graph);
  const layers = layersOf(network);
  const offsets = layerOffsets(network);
  const steps = layers.map((layer, l) => new Step(network, layer, offsets[l]!, offsets[l + 1]!));
  const reached = [new Uint8Array(inputValues(network)).fill(1)];
  for (const step of steps) reached.push(step.forward(reached.at(-1)!));
  let leading: Flags = new Uint8Array(network.units.at(-1)!).fill(1);
  let count = 0;
  for (let l = layers.length - 1; l >= 0; l--) {
    const step = steps[l]!;
    const outputs = step.beforePooling(leading);
    count += step.effective(reached[l]!, outputs);
    leading = step.backward(outputs);
  }
  return count;
}

/** Flags from every layer to those that read it, and back again. */
function effectiveInGraph(network: Network, graph: LayerGraph): number {
  const layers = resolveLayers(graph);
  const offsets = layerOffsets(network);
  const steps = layers.map(({ weights }) =>
    weights
      ? new Step(network, weights.layer, offsets[weights.index]!, offsets[weights.index + 1]!)
      : undefined,
  );
  const inputs = new Uint8Array(inputValues(network)).fill(1);
  const reached: Flags[] = [];
  const imageOf = (place: number): Image => (place < 0 ? graph.input : layers[place]!);
  const reachedBy = (place: number) => (place < 0 ? inputs : reached[place]!);
  layers.forEach((own, place) => {
    const flags = steps[place]?.forward(reachedBy(own.inputs[0]!)) ?? new Uint8Array(valuesOf(own));
    if (!steps[place])
      eachCarried(own, imageOf, (input, from, to) => {
        flags[to]! |= reachedBy(input)[from]!;
      });
    reached.push(flags);
  });
  const leading = layers.map((own) => new Uint8Array(valuesOf(own)));
  leading.at(-1)!.fill(1);
  let count = 0;
  for (let place = layers.length - 1; place >= 0; place--) {
    const own = layers[place]!;
    const step = steps[place];
    const outputs = leading[place]!;
    if (step) {
      const input = own.inputs[0]!;
      count += step.effective(reachedBy(input), outputs);
      const back = step.backward(outputs);
      if (input >= 0) for (let i = 0; i < back.length; i++) leading[input]![i]! |= back[i]!;
    } else
      eachCarried(own, imageOf, (input, from, to) => {
        if (input >= 0) leading[input]![from]! |= outputs[to]!;
      });
  }
  return count;
}

/** One weight layer; `inputs` are values that it reads, `outputs` those before pooling. */
class Step {
  constructor(
    private readonly network: Network,
    private readonly layer: Layer,
    private readonly begin: number,
    private readonly end: number,
  ) {}

  /** What is reached after pooling. */
  forward(inputs: Flags): Flags {
    const { layer, network } = this;
    const outputs = new Uint8Array(this.#outputs());
    const left = new Uint32Array(layer.targets).fill(outputs.length / layer.targets);
    this.#each((e, input, output) => {
      if (inputs[input]! & (outputs[output]! ^ 1)) {
        outputs[output] = 1;
        left[network.target[e]!]!--;
      }
      return left[network.target[e]!] === 0;
    });
    return layer.kind === "full" ? outputs : pooled(layer, outputs);
  }

  /** Outputs of which some pooled value leads to an output of the network. */
  beforePooling(leading: Flags): Flags {
    if (this.layer.kind === "full") return leading;
    const outputs = new Uint8Array(this.#outputs());
    eachPooled(this.layer, (window, output) => {
      outputs[output]! |= leading[window]!;
    });
    return outputs;
  }

  backward(outputs: Flags): Flags {
    const { layer, network } = this;
    const values = layer.kind === "full" ? 1 : area(layer.input);
    const inputs = new Uint8Array(layer.sources * values);
    const left = new Uint32Array(layer.sources).fill(values);
    this.#each((e, input, output) => {
      if (outputs[output]! & (inputs[input]! ^ 1)) {
        inputs[input] = 1;
        left[network.source[e]!]!--;
      }
      return left[network.source[e]!] === 0;
    });
    return inputs;
  }

  /** Weights with a product between a reached input and a leading output. */
  effective(inputs: Flags, outputs: Flags): number {
    let count = 0;
    this.#each((_, input, output) => {
      if (!(inputs[input]! & outputs[output]!)) return false;
      count++;
      return true;
    });
    return count;
  }

  #outputs(): number {
    const { layer } = this;
    return layer.kind === "full" ? layer.targets : layer.targets * area(layer.output);
  }

  /** Calls `visit` for the products of each weight, until it says that this weight is done. */
  #each(visit: (edge: number, input: number, output: number) => boolean): void {
    const { layer, begin, end } = this;
    const { source, target, tap } = this.network;
    for (let e = begin; e < end; e++) {
      if (layer.kind === "full") visit(e, source[e]!, target[e]!);
      else eachPosition(layer, source[e]!, target[e]!, tap[e]!, (i, o) => visit(e, i, o));
    }
  }
}

/** The products of one tap, until `visit` says that it is done. */
function eachPosition(
  { kernel, stride, dilation, top, left, input, output }: Convolution,
  source: number,
  target: number,
  tap: number,
  visit: (input: number, output: number) => boolean,
): void {
  const column = (tap % kernel.width) * dilation.right - left;
  const row = Math.floor(tap / kernel.width) * dilation.down - top;
  for (let i = 0; i < output.height; i++) {
    const y = i * stride.down + row;
    if (y < 0 || y >= input.height) continue;
    for (let j = 0; j < output.width; j++) {
      const x = j * stride.right + column;
      if (x < 0 || x >= input.width) continue;
      const from = (source * input.height + y) * input.width + x;
      if (visit(from, (target * output.height + i) * output.width + j)) return;
    }
  }
}

function pooled(layer: Convolution, outputs: Flags): Flags {
  const flags = new Uint8Array(layer.targets * area(layer.pooled));
  eachPooled(layer, (window, output) => {
    flags[window]! |= outputs[output]!;
  });
  return flags;
}

function eachPooled(layer: Convolution, visit: (window: number, output: number) => void): void {
  eachInWindow(layer.targets, layer.output, layer.pooled, windowOf(layer), visit);
}
