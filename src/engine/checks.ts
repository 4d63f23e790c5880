/** Mistakes that every engine refuses in the same words. */
import type { Images } from "../data/dataset.js";
import { UserError } from "../error.js";
import { normalisedChannels } from "../layer-graph.js";
import { inputValues } from "../layers.js";
import { mostOutputs, mostUnits } from "../limits.js";
import type { Network } from "../network.js";
import type { TrainingSettings } from "./engine.js";

/**
 * Images may lack classes of the network, which counts its own.
 * @throws UserError where the images have other values or more classes than the network, or are bad.
 */
export function checkFit(network: Network, images: Images): void {
  const pixels = inputValues(network);
  const classes = classesOf(network);
  if (pixels !== images.width || classes < images.classes) {
    throw new UserError(
      `network and images do not fit: expected ${pixels} pixels and at most ${classes} classes, ` +
        `found ${images.width} and ${images.classes}; train on the data set the network was made for`,
    );
  }
  checkSize(network);
  checkImage(network, images);
  if (network.graph && !network.normalisations && normalisedChannels(network.graph) > 0)
    throw new UserError(
      "expected the network's normalisations, which units.arrow holds, found none; name that file too",
    );
  if (images.count === 0) throw new UserError("no images: expected at least one");
  for (let i = 0; i < images.count; i++) {
    if (images.labels[i]! >= images.classes) {
      throw new UserError(
        `image ${i}: expected a label below ${images.classes}, found ${images.labels[i]}`,
      );
    }
  }
}

/** A graph may be larger than what values of images go through. */
function checkSize(network: Network): void {
  const units = network.units.reduce((sum, n) => sum + n, 0);
  const outputs = classesOf(network);
  if (units > mostUnits || outputs > mostOutputs)
    throw new UserError(
      `expected a network of at most ${mostUnits} units and ${mostOutputs} outputs to train or evaluate, found ${units} and ${outputs}`,
    );
}

/** Images of as many values may still have other channels or sides; some say nothing of them. */
function checkImage({ units, convolutions, graph }: Network, { image }: Images): void {
  const input = graph?.input ?? (convolutions && { channels: units[0]!, ...convolutions.input });
  if (!input || !image) return;
  const expected = [input.channels, input.height, input.width].join(" x ");
  const found = [image.channels, image.height, image.width].join(" x ");
  if (found !== expected)
    throw new UserError(
      `network and images do not fit: expected ${expected} channels, rows and columns, found ${found}`,
    );
}

/** Outputs of a network. */
export function classesOf({ units }: Network): number {
  return units.at(-1)!;
}

export function checkBatch(batch: number): void {
  if (!Number.isInteger(batch) || batch < 1) {
    throw new UserError(`batch: expected a whole number above 0, found ${batch}`);
  }
}

export function allFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

export function diverged(epoch: number, settings: TrainingSettings): UserError {
  return new UserError(
    `training diverged in epoch ${epoch}: expected a finite loss at learning rate ` +
      `${settings.learningRate}; choose a smaller learningRate`,
  );
}
