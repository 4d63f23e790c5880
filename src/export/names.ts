/** How tensors of layers are called. */

import type { Layer } from "../geometry.js";
import type { LayerGraph } from "../layer-graph.js";

/** The tensors of a layer, as a file names them; what was imported is exported under the same. */
export interface TensorNames {
  readonly weight: string;
  /** null where the layer has no biases. */
  readonly bias: string | null;
  /** Of kernels of one row: dimensions of their tensor, where it has fewer than a kernel's four. */
  readonly dimensions?: number;
}

/** The same of a normalisation; null where it has no such numbers. */
export interface NormalisationNames {
  readonly scale: string | null;
  readonly shift: string | null;
  readonly mean: string | null;
  readonly variance: string | null;
}

/**
 * Names as those of torch.nn.Sequential, which counts modules: each convolution, its ReLU and its pooling,
 * a Flatten behind the last one, each Linear and its ReLU. Without convolutions 0, 2, 4, ….
 */
export function sequentialNames(layers: readonly Layer[]): TensorNames[] {
  let module = 0;
  let planes = false;
  return layers.map((layer) => {
    if (planes && layer.kind === "full") module++; // Flatten
    planes = layer.kind === "convolution";
    const names = { weight: `${module}.weight`, bias: `${module}.bias` };
    module += layer.kind === "convolution" && layer.pool ? 3 : 2;
    return names;
  });
}

/** The names of layers, and of their tensors those of PyTorch's modules. */
export function namesOfGraph(graph: LayerGraph) {
  const weights: TensorNames[] = [];
  const normalisations: NormalisationNames[] = [];
  for (const { name, kind, ...rest } of graph.layers) {
    const [weight, bias] = [`${name}.weight`, `${name}.bias`];
    if (kind === "full" || kind === "convolution")
      weights.push({ weight, bias: "bias" in rest && rest.bias === false ? null : bias });
    if (kind === "layer-normalisation")
      normalisations.push({ scale: weight, shift: bias, mean: null, variance: null });
    if (kind === "batch-normalisation")
      normalisations.push({
        scale: weight,
        shift: bias,
        mean: `${name}.running_mean`,
        variance: `${name}.running_var`,
      });
  }
  return { weights, normalisations };
}

/** What PyTorch calls the bias of a layer whose weight has this name. */
export function biasBeside(weight: string): string {
  const at = weight.lastIndexOf("weight");
  if (at < 0) return `${weight}.bias`;
  return `${weight.slice(0, at)}bias${weight.slice(at + "weight".length)}`;
}
