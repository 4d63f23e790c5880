/**
 * Which layers of a graph of layers make units of their own, and which hand on those that they read.
 *
 * Layers with weights, sums and products make units; what follows without weights (normalisation, activation,
 * pooling, dropout) leaves them what they are, and concatenation puts those of several layers side by side: it makes
 * its own only where its values are the outputs. A weight layer whose values go into one sum alone (the last of a
 * residual branch, or a projection beside it) has its units in the sum's: they are added there.
 *
 * A transposition makes units where these are channels, which it mixes; a value it leaves what it is.
 */
import type { ResolvedLayer } from "../layer-graph.js";

/** What a node is: a channel, or a value. */
export const conventions = ["channels", "units"] as const;
export type Convention = (typeof conventions)[number];

/** The place of the images among the layers. */
export const INPUT_PLACE = -1;

export class Grouping {
  /** Of each weight layer whose values go into one sum alone, and beside no other that reads the same: the sum. */
  readonly joined: ReadonlyMap<number, number>;
  /** Of each layer that makes units the number of their group, from 1 in the order of these layers. */
  readonly numbers: ReadonlyMap<number, number>;
  /** Those that read a layer directly; of the images at INPUT_PLACE. */
  readonly #direct: ReadonlyMap<number, readonly number[]>;

  constructor(
    readonly layers: readonly ResolvedLayer[],
    readonly convention: Convention,
  ) {
    this.#direct = directReaders(layers);
    this.joined = this.#joinedSums();
    this.numbers = this.#groupNumbers();
  }

  /** Whether it hands on what it reads, one layer's. */
  carries({ layer, weights }: ResolvedLayer): boolean {
    if (weights || joins(layer) || layer.kind === "concatenate") return false;
    return layer.kind !== "transpose" || this.convention === "units";
  }

  /** The layer whose units these are; a concatenation of those of several. */
  origin(place: number): number {
    let origin = place;
    while (origin >= 0 && this.carries(this.layers[origin]!))
      origin = this.layers[origin]!.inputs[0]!;
    return origin;
  }

  /** The same, of each that a concatenation puts side by side. */
  origins(place: number): number[] {
    const origin = this.origin(place);
    const own = this.layers[origin];
    return own?.layer.kind === "concatenate"
      ? own.inputs.flatMap((input) => this.origins(input))
      : [origin];
  }

  /** Layers that read units, through what hands them on or puts them beside others. O(layers). */
  readers(origin: number): number[] {
    const carried = new Set([origin]);
    return [...this.layers.keys()].filter((at) => {
      const own = this.layers[at]!;
      if (!own.inputs.some((input) => carried.has(input))) return false;
      const carries = this.carries(own) || own.layer.kind === "concatenate";
      if (carries) carried.add(at);
      return !carries;
    });
  }

  /** The only layer that reads this one directly, if it hands on its values, or adds them as units of its own. */
  next(place: number): number | undefined {
    const [reader, other] = this.#direct.get(place) ?? [];
    if (reader === undefined || other !== undefined) return undefined;
    const own = this.layers[reader]!;
    const goesOn = this.carries(own) || this.joined.get(this.origin(place)) === reader;
    return goesOn ? reader : undefined;
  }

  #joinedSums(): Map<number, number> {
    const joined = new Map<number, number>();
    const taken = new Set<string>();
    this.layers.forEach(({ weights, inputs }, place) => {
      if (!weights) return;
      const sum = this.#onlyReader(place);
      if (sum === undefined) return;
      // two edges between the same units would be one
      const keys = this.origins(inputs[0]!).map((origin) => `${sum} ${origin}`);
      if (keys.some((key) => taken.has(key))) return;
      for (const key of keys) taken.add(key);
      joined.set(place, sum);
    });
    return joined;
  }

  /** The sum to which alone a layer's values go. */
  #onlyReader(place: number): number | undefined {
    let at = place;
    for (;;) {
      const readers = this.#direct.get(at) ?? [];
      if (readers.length !== 1) return undefined;
      at = readers[0]!;
      const own = this.layers[at]!;
      if (joins(own.layer)) return at;
      if (!this.carries(own)) return undefined;
    }
  }

  #groupNumbers(): Map<number, number> {
    const numbers = new Map<number, number>();
    const outputs = this.origin(this.layers.length - 1);
    this.layers.forEach((own, place) => {
      const isMixed = own.layer.kind === "transpose" && !this.carries(own);
      const makes = own.weights
        ? !this.joined.has(place)
        : joins(own.layer) || isMixed || place === outputs;
      if (makes) numbers.set(place, numbers.size + 1);
    });
    return numbers;
  }
}

/** Unit i of each that it reads goes into its unit i. */
export function joins({ kind }: ResolvedLayer["layer"]): boolean {
  return kind === "add" || kind === "multiply";
}

function directReaders(layers: readonly ResolvedLayer[]): Map<number, number[]> {
  const readers = new Map<number, number[]>();
  layers.forEach(({ inputs }, place) => {
    for (const input of new Set(inputs)) readers.set(input, [...(readers.get(input) ?? []), place]);
  });
  return readers;
}
