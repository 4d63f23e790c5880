/** In which order layers follow one another. */
import { UserError } from "../error.js";
import { some } from "../formats/some.js";
import { type FoundLayer, isConvolution } from "./found.js";

type Place = Pick<FoundLayer, "name" | "shape">;

/** Whether `next` can read what `layer` gives. A plane that becomes a vector gives every position. */
export function follows(layer: Place, next: Place): boolean {
  const [outputs, inputs] = [layer.shape[0]!, next.shape[1]!];
  if (isConvolution(next)) return isConvolution(layer) && inputs === outputs;
  return isConvolution(layer) ? inputs % outputs === 0 : inputs === outputs;
}

export function isChain(layers: readonly Place[]): boolean {
  return layers.every((layer, i) => i === 0 || follows(layers[i - 1]!, layer));
}

/** Steps of the search: beyond them an order counts as not found. */
const mostSteps = 100_000;

/**
 * Up to `most` orders in which each layer reads the one before. Layers of one shape could always change
 * places: they stay in the order given.
 */
export function chains<T extends Place>(layers: readonly T[], most: number): T[][] {
  const found: T[][] = [];
  let steps = 0;
  const extend = (chain: T[], left: readonly T[]) => {
    if (found.length >= most || ++steps > mostSteps) return;
    if (left.length === 0) found.push(chain);
    const tried = new Set<string>();
    for (const next of left) {
      const shape = next.shape.join();
      if (tried.has(shape) || (chain.length > 0 && !follows(chain.at(-1)!, next))) continue;
      tried.add(shape);
      extend(
        [...chain, next],
        left.filter((one) => one !== next),
      );
    }
  };
  extend([], layers);
  return found;
}

/** Names in the order that people count in: numbers by value, the rest by character. */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.split(/(\d+)/));
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const [x = "", y = ""] = [left![i], right![i]];
    if (x === y) continue;
    // Splitting puts numbers at odd places.
    if (i % 2 === 1 && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return 0;
}

/** Whether names are alike but for numbers that count up: their order is no accident of the alphabet. */
export function countsUp(names: readonly string[]): boolean {
  const stems = names.map((name) => name.replace(/\d+/g, "#"));
  return names.length < 2 || stems.every((stem) => stem === stems[0] && stem.includes("#"));
}

/** Whether layers of one shape, which fit in any order among themselves, have names that count up. */
export function countsUpByShape(layers: readonly Place[]): boolean {
  return layers.every(({ shape }) => {
    const alike = layers.filter((other) => other.shape.join() === shape.join());
    return countsUp(alike.map(({ name }) => name));
  });
}

/** @throws UserError always: says where the chain breaks. */
export function refuseChain(path: string, layers: readonly Place[]): never {
  const at = layers.findIndex((layer, i) => i > 0 && !follows(layers[i - 1]!, layer));
  const [before, next] = [layers[at - 1]!, layers[at]!];
  const [outputs, inputs] = [before.shape[0]!, next.shape[1]!];
  const groups =
    isConvolution(next) && isConvolution(before) && outputs % inputs === 0
      ? `; if "${next.name}" is a convolution in ${outputs / inputs} groups, it is none that can be read here`
      : "";
  throw new UserError(
    `${path}: expected layers of which each reads the one before, found "${next.name}" of ${inputs} inputs behind "${before.name}" of ${outputs} outputs${groups}; a residual network or one with branches cannot be read; if the order is another, state it in --architecture: "order": [${some(layers.map(({ name }) => name))}]`,
  );
}
