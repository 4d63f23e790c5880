import { layersOf, type Shape } from "../../layers.js";
import type { Backend } from "./backend.js";
import type { Batch } from "./batches.js";
import { convolutionLayer } from "./convolution-layer.js";
import { crossEntropy } from "./cross-entropy.js";
import { denseLayer } from "./dense-layer.js";
import type { Layer, Pass } from "./layer.js";
import type { Learning, Program } from "./learning.js";
import type { Tensor } from "./library.js";
import type { Masks, Parameters } from "./parameters.js";

/** Of networks that are chains: each layer with its activation and pooling. */
export function chainProgram(backend: Backend, shape: Shape): Program {
  const layers = tensorLayers(backend, shape);
  return {
    layers,
    normalisations: [],
    logits: ({ parameters }, images) => forward(layers, parameters, images).at(-1)!.output,
    learn: (masks, { parameters }, batch, scale) =>
      learn(backend, layers, masks, parameters, batch, scale),
  };
}

function tensorLayers(backend: Backend, shape: Shape): Layer[] {
  const layers = layersOf(shape);
  return layers.map((layer, l) =>
    layer.kind === "full"
      ? denseLayer(backend, layer, l + 1 < layers.length)
      : convolutionLayer(backend, layer, l === 0, layers[l + 1]?.kind === "full"),
  );
}

/** A pass through every layer; the last one's output are the logits. Call within tidy. */
function forward(layers: readonly Layer[], parameters: Parameters, images: Tensor): Pass[] {
  const passes: Pass[] = [];
  layers.forEach((layer, l) => {
    const input = passes[l - 1]?.output ?? images;
    passes.push(layer.forward(input, parameters[2 * l]!, parameters[2 * l + 1]!));
  });
  return passes;
}

/**
 * Loss and gradients by the chain rule, written out: Node's build of TensorFlow.js comes without
 * gradient functions, and theirs would use transposed products. Call within tidy.
 * @param scale 1 / images for the gradient of a mean.
 */
function learn(
  backend: Backend,
  layers: readonly Layer[],
  masks: Masks,
  parameters: Parameters,
  { images, labels }: Batch,
  scale: Tensor,
): Learning {
  const { tf } = backend;
  const passes = forward(layers, parameters, images);
  const { loss, gradient: top } = crossEntropy(backend, passes.at(-1)!.output, labels, scale);
  let gradient = top;
  const gradients: Parameters = [];
  for (let l = passes.length - 1; l >= 0; l--) {
    const own = passes[l]!.backward(gradient, l > 0);
    const mask = masks[l];
    gradients[2 * l] = mask ? tf.mul(own.weight, mask) : own.weight;
    gradients[2 * l + 1] = own.bias;
    if (own.input) gradient = own.input;
  }
  return { loss, gradients, running: [] };
}
