/** The attribute of network.arrow that says what its convolutions are. */
import { UserError } from "../error.js";
import { type ConvolutionSettings, type PoolSettings, shortest } from "../geometry.js";
import { isObject } from "../json.js";
import { type Convolutions, layersOf } from "../layers.js";

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
  return { convolutions: { ...convolutions, layers: convolutions.layers.map(shortest) } };
}

/** As schemas/experiment.json has it. */
const mostZeros = 255;

function positive(n: unknown): boolean {
  return Number.isSafeInteger(n) && Number(n) > 0;
}

function zeros(n: unknown): boolean {
  return Number.isSafeInteger(n) && Number(n) >= 0 && Number(n) <= mostZeros;
}

/** One number, or one for rows and one for columns. */
function isPair(value: unknown, fits: (n: unknown) => boolean): boolean {
  return fits(value) || (Array.isArray(value) && value.length === 2 && value.every(fits));
}

function isPadding(value: unknown): boolean {
  if (value === "same" || value === "valid" || isPair(value, zeros)) return true;
  if (!isObject(value)) return false;
  const sides = ["top", "bottom", "left", "right"];
  return sides.every((side) => zeros(value[side])) && Object.keys(value).length === sides.length;
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
    positive(channels) &&
    isPair(kernel, positive) &&
    isPair(stride, positive) &&
    isPadding(padding) &&
    (pool === undefined || isPool(pool))
  );
}

function isPool(value: unknown): value is PoolSettings {
  if (!isObject(value)) return false;
  const { kind, size, stride, padding, ceil } = value;
  if (kind === "global-average") return true;
  return (
    (kind === "max" || kind === "average") &&
    isPair(size, positive) &&
    isPair(stride ?? size, positive) &&
    isPair(padding ?? 0, zeros) &&
    typeof (ceil ?? false) === "boolean"
  );
}
