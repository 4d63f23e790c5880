/** The layers of a file in the order in which they compute, with their normalisations. */
import { UserError } from "../error.js";
import { some } from "../formats/some.js";
import { mostLayers } from "../limits.js";
import type { Architecture } from "./architecture.js";
import { chains, countsUp, countsUpByShape, isChain, naturalOrder, refuseChain } from "./chain.js";
import type { FoundLayer } from "./found.js";
import type { Module } from "./modules.js";

/** A weight layer, and the batch normalisation behind it. */
export interface Placed {
  readonly layer: FoundLayer;
  readonly norm?: Module;
}

/** A module with the layer that its tensors make, if it is one. */
export interface Candidate {
  readonly module: Module;
  readonly layer?: FoundLayer;
}

/**
 * @param trusted whether the file keeps its tensors in the order of their definition.
 * @throws UserError where names and shapes leave the order open, or make no chain.
 */
export function inOrder(
  path: string,
  candidates: readonly Candidate[],
  trusted: boolean,
  { order }: Architecture,
): { placed: Placed[]; notes: string[] } {
  const notes: string[] = [];
  const sorted = order
    ? stated(path, candidates, order)
    : trusted
      ? candidates
      : [...candidates].sort((a, b) => naturalOrder(a.module.name, b.module.name));
  const layers = sorted.flatMap(({ layer }) => layer ?? []);
  if (layers.length === 0) throw new UserError(`${path}: expected weights of layers, found none`);
  if (layers.length >= mostLayers)
    throw new UserError(
      `${path}: expected at most ${mostLayers - 1} layers, found ${layers.length}`,
    );
  const chain = order ? layers : chainOf(path, layers, trusted, notes);
  if (!isChain(chain)) refuseChain(path, chain);
  const known = trusted || order !== undefined;
  return { placed: withNorms(path, sorted, chain, known, notes), notes };
}

function stated(
  path: string,
  candidates: readonly Candidate[],
  order: readonly string[],
): Candidate[] {
  const named = order.map((name) => candidates.find(({ module }) => module.name === name));
  const missing = candidates.find((one) => !named.includes(one));
  const unknown = order[named.indexOf(undefined)];
  if (unknown !== undefined || missing || new Set(order).size < order.length)
    throw new UserError(
      `${path}: expected "order" to hold every layer and normalisation once, found ${unknown !== undefined ? `"${unknown}", which the file does not have` : missing ? `no "${missing.module.name}"` : "one twice"}; the layers are ${some(candidates.map(({ module }) => module.name))}`,
    );
  return named as Candidate[];
}

/** The order of the file or of the names where they make a chain; else the only one that is one. */
function chainOf(
  path: string,
  layers: readonly FoundLayer[],
  trusted: boolean,
  notes: string[],
): readonly FoundLayer[] {
  const own = isChain(layers);
  if (own && (trusted || countsUp(layers.map(({ name }) => name)))) return layers;
  const found = chains(layers, 2);
  const only = found.length === 1 && countsUpByShape(layers) ? found[0] : undefined;
  if (!only) {
    if (found.length === 0) refuseChain(path, layers);
    const example = `"order": [${found[0]!.map(({ name }) => `"${name}"`).join(", ")}]`;
    throw new UserError(
      `${path}: expected an order of the layers, found shapes that fit in more than one; state it in --architecture: ${example}`,
    );
  }
  if (!own) notes.push(`${path}: the only order of layers that fits is ${names(only)}`);
  return only;
}

function names(layers: readonly FoundLayer[]): string {
  return layers.map(({ name }) => `"${name}"`).join(", ");
}

/** Each normalisation goes with the layer right before it, or with the only one of its size. */
function withNorms(
  path: string,
  sorted: readonly Candidate[],
  chain: readonly FoundLayer[],
  known: boolean,
  notes: string[],
): Placed[] {
  const norms = sorted.filter(({ layer }) => !layer).map(({ module }) => module);
  if (norms.length === 0) return chain.map((layer) => ({ layer }));
  const pairs = rightBefore(sorted) ?? behind(sorted, known, bySize(chain, norms));
  if (!pairs)
    throw new UserError(
      `${path}: expected each batch normalisation right behind a layer of as many outputs, found ${some(norms.map(({ name }) => name))} that could stand elsewhere; state the order in --architecture: "order": ["${chain[0]!.name}", "${norms[0]!.name}", …]`,
    );
  const words = [...pairs].map(([layer, norm]) => `"${norm.name}" behind "${layer.name}"`);
  notes.push(
    `${path}: batch normalisation is taken to stand between a layer and its ReLU, and is folded into the weights: ${words.join(", ")}`,
  );
  return chain.map((layer) => {
    const norm = pairs.get(layer);
    return norm ? { layer, norm } : { layer };
  });
}

type Pairs = Map<FoundLayer, Module>;

/** How many values a normalisation normalises. */
function widthOf({ parts }: Module): number {
  return parts.get("variance")!.data.length;
}

function rightBefore(sorted: readonly Candidate[]): Pairs | undefined {
  const pairs: Pairs = new Map();
  for (const [i, { module, layer }] of sorted.entries()) {
    if (layer) continue;
    const before = sorted[i - 1]?.layer;
    if (before?.shape[0] !== widthOf(module)) return undefined;
    pairs.set(before!, module);
  }
  return pairs;
}

/** No normalisation may stand before its layer, where the order is known or their numbers tell. */
function behind(
  sorted: readonly Candidate[],
  known: boolean,
  pairs: Pairs | undefined,
): Pairs | undefined {
  const places = new Map(sorted.map(({ module, layer }, i) => [layer ?? module, i]));
  const wrong = [...(pairs ?? [])].some(
    ([layer, norm]) =>
      (known || countsUp([layer.name, norm.name])) && places.get(norm)! < places.get(layer)!,
  );
  return wrong ? undefined : pairs;
}

/** In the order of both, where there are as many layers of a size as normalisations. */
function bySize(chain: readonly FoundLayer[], norms: readonly Module[]): Pairs | undefined {
  const pairs: Pairs = new Map();
  for (const size of new Set(norms.map(widthOf))) {
    const layers = chain.filter(({ shape }) => shape[0] === size);
    const own = norms.filter((norm) => widthOf(norm) === size);
    const inNames = [layers, own].every((ones) => countsUp(ones.map(({ name }) => name)));
    if (layers.length !== own.length || !inNames) return undefined;
    for (const [i, norm] of own.entries()) pairs.set(layers[i]!, norm);
  }
  return pairs;
}
