/** Mean and standard deviation of the training examples: a channel's of images, a column's of tables. */
import type { Images } from "./dataset.js";
import { inputValue, type Normalise } from "./normalise.js";

/**
 * Deviations divide by the number of values, as scikit-learn's StandardScaler does. Values that are all
 * the same get the deviation 1: they become 0.
 * @param groups equal parts of an example that share a mean: its channels, or its values.
 * @returns also how many of them have no variance.
 */
export function standardise(
  { count, width, pixels }: Images,
  groups: number,
): { normalise: Normalise; constant: number } {
  const size = width / groups;
  const scale = pixels instanceof Uint8Array ? 255 : 1;
  const read = (at: number) => inputValue(pixels[at]! / scale, 0, 1, undefined);
  const over = (group: number, term: (value: number) => number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const from = i * width + group * size;
      for (let at = from; at < from + size; at++) sum += term(read(at));
    }
    return sum / (count * size);
  };
  const groupsOf = Array.from({ length: groups }, (_, group) => {
    const mean = over(group, (value) => value);
    const std = Math.sqrt(over(group, (value) => (value - mean) * (value - mean)));
    const negligible = std <= 1e-10 * Math.abs(mean); // what rounding leaves of equal values
    return negligible || Math.fround(std) === 0
      ? { mean, std: 1, constant: 1 }
      : { mean, std, constant: 0 };
  });
  return {
    normalise: { mean: groupsOf.map(({ mean }) => mean), std: groupsOf.map(({ std }) => std) },
    constant: groupsOf.reduce((sum, { constant }) => sum + constant, 0),
  };
}
