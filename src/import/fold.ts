import type { FoundLayer, Numbers } from "./found.js";

/** y = scale x + shift, one of each an output of a layer. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** What batch normalisation computes with, once it is trained. */
export interface Statistics {
  readonly mean: Numbers;
  readonly variance: Numbers;
  readonly gamma?: Numbers;
  readonly beta?: Numbers;
}

/** y = gamma (x - mean) / sqrt(variance + epsilon) + beta. */
export function normalisation(
  { mean, variance, gamma, beta }: Statistics,
  epsilon: number,
): Affine {
  const scale = Float64Array.from(
    variance,
    (value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + epsilon),
  );
  const shift = Float64Array.from(mean, (value, i) => (beta?.[i] ?? 0) - value * scale[i]!);
  return { scale, shift };
}

/**
 * The layer with this map behind it as weights and biases alone. In 64 bits: a network rounds once.
 * @param biasName of biases that the layer did not have.
 */
export function folded(layer: FoundLayer, { scale, shift }: Affine, biasName: string): FoundLayer {
  const own = layer.weight.length / layer.shape[0]!;
  return {
    ...layer,
    names: { ...layer.names, bias: layer.names.bias ?? biasName },
    weight: Float64Array.from(layer.weight, (w, i) => w * scale[Math.floor(i / own)]!),
    bias: Float64Array.from(shift, (value, i) => value + scale[i]! * (layer.bias?.[i] ?? 0)),
  };
}

/** First `a`, then `b`; one number stands for all. */
export function composed(a: Affine, b: Affine): Affine {
  const size = Math.max(a.scale.length, b.scale.length);
  const at = (values: Numbers, i: number) => values[values.length === 1 ? 0 : i]!;
  const places = Float64Array.from({ length: size }, (_, i) => i);
  return {
    scale: places.map((i) => at(a.scale, i) * at(b.scale, i)),
    shift: places.map((i) => at(a.shift, i) * at(b.scale, i) + at(b.shift, i)),
  };
}
