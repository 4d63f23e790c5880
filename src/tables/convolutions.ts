/** The attribute of network.arrow that says what its convolutions are. */
import { UserError } from "../error.js";
import { isObject } from "../json.js";
import {
  type ConvolutionSettings,
  type Convolutions,
  layersOf,
  type PoolSettings,
} from "../layers.js";

/** The attribute `convolutions`, as `writeNetwork` puts it; absent of fully connected networks. */
export function convolutionsOf(
  path: string,
  units: readonly number[],
  attribute: unknown,
): { convolutions?: Convolutions } {
  if (attribute === undefined) return {};
  const convolutions = attribute as Convolutions;
  if (!isConvolutions(attribute) || attribute.layers.length > units.length - 2)
    throw new UserError(
      `${path}: expected the attribute "convolutions" to hold input ({height, width}) and layers (a list of {channels, kernel, stride, padding, pool}), found ${JSON.stringify(attribute)}`,
    );
  convolutions.layers.forEach(({ channels }, l) => {
    if (channels !== units[l + 1])
      throw new UserError(
        `${path}: expected convolution ${l + 1} to have ${units[l + 1]} channels, as "units" says, found ${channels}`,
      );
  });
  try {
    layersOf({ units, convolutions });
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
  return { convolutions };
}

function positive(n: unknown): boolean {
  return Number.isSafeInteger(n) && Number(n) > 0;
}

function isConvolutions(value: unknown): value is Convolutions {
  const { input, layers } = isObject(value) ? (value as Partial<Convolutions>) : {};
  return (
    positive(input?.height) &&
    positive(input?.width) &&
    Array.isArray(layers) &&
    layers.every(isConvolution)
  );
}

function isConvolution(value: unknown): value is ConvolutionSettings {
  if (!isObject(value)) return false;
  const { channels, kernel, stride, padding, pool } = value;
  return (
    [channels, kernel, stride].every(positive) &&
    (padding === "same" || padding === "valid") &&
    (pool === undefined || isPool(pool))
  );
}

function isPool(value: unknown): value is PoolSettings {
  if (!isObject(value)) return false;
  const { kind, size, stride } = value;
  if (kind === "global-average") return true;
  return (kind === "max" || kind === "average") && positive(size) && positive(stride ?? size);
}
