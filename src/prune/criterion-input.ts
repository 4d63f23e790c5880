import type { Images } from "../data/dataset.js";
import { sparseEngine } from "../engine/sparse/engine.js";
import { UserError } from "../error.js";
import { layersOf } from "../layers.js";
import { type Network, prunableWeights } from "../network.js";
import { Random } from "../random.js";
import { activations } from "./activations.js";
import type { Activations, CriterionInput } from "./criterion.js";

/** What is asked of a criterion. */
export interface PruneRequest {
  /** Surviving weights. */
  readonly keep: number;
  /** Names the random streams. */
  readonly seed: string;
  /** Step of the schedule, from 1. */
  readonly level: number;
  /** Training images, of which a batch is drawn; without them there are no gradients and activations. */
  readonly images?: Images | undefined;
}

/** Training images that gradients and activations are taken over. */
const BATCH = 512;

/**
 * What a criterion is told of a network. Gradients are the sparse engine's, whichever engine trains, so that
 * they are the same on every machine. The batch is the same at every level of a cell, and the same for all
 * criteria: they are compared on equal terms, and masks of one network are nested.
 */
export function criterionInput(network: Network, request: PruneRequest): CriterionInput {
  const { seed, level, keep } = request;
  const batch = once(() => batchOf(request));
  const gradient = once(() => sparseEngine().gradients(network, batch()).weight);
  const activation = once((): Activations => activations(network, batch()));
  return {
    network,
    layers: layersOf(network),
    level,
    keep,
    density: keep / prunableWeights(network),
    get gradient() {
      return gradient();
    },
    get activation() {
      return activation();
    },
    random: (purpose) => new Random(seed, `criterion, ${purpose}`),
  };
}

/** A part of the training images, drawn without replacement, in their order. */
function batchOf({ images, seed }: PruneRequest): Images {
  if (!images)
    throw new UserError(
      "expected images, for gradients and activations; pcrit prune takes them as --data dataset.arrow",
    );
  if (images.count <= BATCH) return images;
  const { width } = images;
  const chosen = new Random(seed, "images of the criterion")
    .permutation(images.count)
    .subarray(0, BATCH)
    .sort();
  const pixels = new Uint8Array(BATCH * width);
  chosen.forEach((image, i) => {
    pixels.set(images.pixels.subarray(image * width, (image + 1) * width), i * width);
  });
  const labels = Uint8Array.from(chosen, (image) => images.labels[image]!);
  return { ...images, count: BATCH, pixels, labels };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
