/**
 * The trained numbers of a graph of layers in one array: weights in the order of the edge table, biases,
 * scales, shifts, each part padded with zeros to a multiple of four. Gradients and the optimiser's moments
 * are arrays of the same form. What has no gradient keeps a gradient of 0, which moves nothing.
 */
import type { Network } from "../../network.js";
import type { Arena } from "./arena.js";

/** Places of the parts, in numbers. */
export interface Parts {
  readonly count: number;
  readonly bias: number;
  readonly scale: number;
  readonly shift: number;
}

export interface GraphParameters extends Parts {
  /** Addresses of the weights and of their gradients. */
  readonly weight: number;
  readonly gradient: number;
  /** Sums of gradients in four lanes each: address of the first weight's. */
  readonly lanes: number;
}

const padded = (n: number) => Math.ceil(n / 4) * 4;

export function partsOf({ weight, bias, normalisations }: Network): Parts {
  const channels = normalisations?.scale.length ?? 0;
  const scale = padded(weight.length) + padded(bias.length);
  return {
    bias: padded(weight.length),
    scale,
    shift: scale + padded(channels),
    count: scale + 2 * padded(channels),
  };
}

/** @param learning whether gradients are asked for. */
export function graphParameters(
  arena: Arena,
  network: Network,
  learning: boolean,
): GraphParameters {
  const { count, bias, scale, shift } = partsOf(network);
  const weight = arena.allocate(4 * count);
  const values = arena.floats(weight, count);
  values.set(network.weight);
  values.set(network.bias, bias);
  if (network.normalisations) {
    values.set(network.normalisations.scale, scale);
    values.set(network.normalisations.shift, shift);
  }
  // without a spread, of which V8 makes a hidden class a call: what reads it would be compiled once more
  return {
    count,
    bias,
    scale,
    shift,
    weight,
    gradient: arena.allocate(learning ? 4 * count : 0),
    lanes: arena.allocate(learning ? 16 * count : 0),
  };
}

/** Numbers of a network, of the form of its own. */
export interface Numbers {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly scale?: Float32Array;
  readonly shift?: Float32Array;
}

/** Copies an array of the parameters' form. */
export function readParts(values: Float32Array, parts: Parts, into: Numbers): void {
  const { weight, bias, scale, shift } = into;
  weight.set(values.subarray(0, weight.length));
  bias.set(values.subarray(parts.bias, parts.bias + bias.length));
  scale?.set(values.subarray(parts.scale, parts.scale + scale.length));
  shift?.set(values.subarray(parts.shift, parts.shift + shift.length));
}
