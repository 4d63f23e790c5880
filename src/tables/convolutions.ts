/** The attribute of network.arrow that says what its convolutions are. */
import { UserError } from "../error.js";
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
      `${path}: expected the attribute "convolutions" to hold input and layers, found ${JSON.stringify(attribute)}`,
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

function isConvolutions(value: unknown): value is Convolutions {
  const positive = (n: unknown) => Number.isSafeInteger(n) && (n as number) > 0;
  const { input, layers } = (value ?? {}) as Partial<Convolutions>;
  return (
    positive(input?.height) &&
    positive(input?.width) &&
    Array.isArray(layers) &&
    layers.every(
      ({ channels, kernel, stride, padding, pool }: ConvolutionSettings) =>
        [channels, kernel, stride].every(positive) &&
        ["same", "valid"].includes(padding) &&
        (pool === undefined || isPool(pool)),
    )
  );
}

function isPool({ kind, size, stride }: PoolSettings): boolean {
  const positive = (n: unknown) => Number.isSafeInteger(n) && (n as number) > 0;
  if (kind === "global-average") return true;
  return ["max", "average"].includes(kind) && positive(size) && positive(stride ?? size);
}
