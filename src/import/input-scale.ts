/** What a graph does to its inputs before the first layer, as a normalisation. */
import type { Normalise } from "../data/normalise.js";
import { UserError } from "../error.js";
import type { Architecture } from "./architecture.js";
import type { Affine } from "./fold.js";

/** Where nobody says how inputs are normalised. */
export const imageNote =
  'inputs are taken as they are, pixels / 255 of images; if the network was trained on normalised ones, state it in --architecture: "normalise": {"mean": [0.1307], "std": [0.3081]}';

/** A normalisation that an architecture states. */
export function statedNormalise({ normalise }: Pick<Architecture, "normalise">): {
  normalise?: Normalise;
} {
  return normalise === undefined || normalise === "none" ? {} : { normalise };
}

/** Values between 0 and 1 have a standard deviation of at most 1/2. */
const largestDeviation = 16;

/**
 * scale x + shift as (x - mean) / std; nothing where that changes nothing. Whoever divides by more than
 * values of images between 0 and 1 can differ takes the bytes themselves, which are 255 times as large.
 * @throws UserError where a factor is not above 0.
 */
export function normaliseOf(
  path: string,
  { scale, shift }: Affine,
  note: (text: string) => void,
): Normalise | undefined {
  if (scale.some((value) => !(value > 0)))
    throw new UserError(
      `${path}: expected inputs multiplied by numbers above 0, found ${scale.find((value) => !(value > 0))}`,
    );
  const bytes = scale.every((value) => 1 / value > largestDeviation) ? 255 : 1;
  if (bytes > 1)
    note("inputs are taken to be bytes, as they are divided by large numbers in the graph");
  const std = Array.from(scale, (value) => Math.fround(1 / value) / bytes);
  const mean = Array.from(shift, (value, i) => (value === 0 ? 0 : -value / scale[i]! / bytes));
  if (std.every((value) => value === 1) && mean.every((value) => value === 0)) return undefined;
  return { mean: mean.map(Math.fround), std: std.map(Math.fround) };
}
