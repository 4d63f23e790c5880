/** How tensors of layers are called. */
import type { Layer } from "../layers.js";

/** The tensors of a layer, as a file names them; what was imported is exported under the same. */
export interface TensorNames {
  readonly weight: string;
  /** null where the layer has no biases. */
  readonly bias: string | null;
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

/** What PyTorch calls the bias of a layer whose weight has this name. */
export function biasBeside(weight: string): string {
  const at = weight.lastIndexOf("weight");
  if (at < 0) return `${weight}.bias`;
  return `${weight.slice(0, at)}bias${weight.slice(at + "weight".length)}`;
}
