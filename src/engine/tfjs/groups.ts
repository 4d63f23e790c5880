import { canonicalJson } from "../../canonical.js";
import { area, type Layer, layerWeights, taps } from "../../geometry.js";
import { layersOf, type Shape } from "../../layers.js";
import { formOf, type Network } from "../../network.js";
import type { TrainingSettings } from "../engine.js";
import type { Backend } from "./backend.js";

interface Member {
  readonly network: Shape & Pick<Network, "normalise">;
  readonly settings: Pick<TrainingSettings, "batch"> & { readonly seed?: string };
}

/**
 * Which jobs make one program: networks of the same form under the same settings, whatever their
 * masks and seeds, as many as the backend takes. Returns places in `jobs`, in order of first place.
 */
export function groups(backend: Backend, jobs: readonly Member[]): number[][] {
  const alike = new Map<string, number[]>();
  jobs.forEach(({ network, settings }, i) => {
    const key = canonicalJson([formOf(network), { ...settings, seed: "" }]);
    const places = alike.get(key);
    if (places) places.push(i);
    else alike.set(key, [i]);
  });
  return [...alike.values()].flatMap((places) => {
    const { network, settings } = jobs[places[0]!]!;
    return chunks(places, replicasThatFit(backend, network, settings.batch));
  });
}

/** Consecutive parts of nearly equal size, none larger than `most`. */
export function chunks<T>(items: readonly T[], most: number): T[][] {
  const parts = Math.ceil(items.length / most);
  const cut = (part: number) => Math.round((part * items.length) / parts);
  return Array.from({ length: parts }, (_, part) => items.slice(cut(part), cut(part + 1)));
}

/**
 * Networks in one program: a step holds at most ten arrays of the parameters (weights and two
 * moments, each old and new; mask, gradients and two between) and four of a batch's values.
 */
export function replicasThatFit(backend: Backend, shape: Shape, images: number): number {
  const layers = layersOf(shape);
  const parameters = layers.reduce((sum, layer) => sum + layerWeights(layer) + layer.targets, 0);
  const values = images * layers.reduce((sum, layer) => sum + largestValues(layer), 0);
  const inMemory = Math.floor(backend.memory / (4 * (10 * parameters + 4 * values)));
  const widest = Math.max(
    ...layers.map((layer) => Math.max(layerWeights(layer), images * largestValues(layer))),
  );
  const inTensor = Math.floor(backend.tensorBytes / (4 * widest));
  return Math.max(1, Math.min(backend.replicas, inMemory, inTensor));
}

/** Values of one image in a layer's largest tensor; of a convolution, its windows' values. */
export function largestValues(layer: Layer): number {
  if (layer.kind === "full") return Math.max(layer.sources, layer.targets);
  const windows = layer.sources * taps(layer) * area(layer.output);
  return Math.max(layer.sources * area(layer.input), layer.targets * area(layer.output), windows);
}
