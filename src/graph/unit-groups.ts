/**
 * The units of a graph of layers, in groups: what the nodes of a network's graph are.
 *
 * A group holds the channels of the input, of a weight layer, or of a sum; where fully connected layers alone
 * read the images, the input's units are its values, as in a chain. What follows without weights
 * (normalisation, activation, pooling, dropout) leaves the units what they are; concatenation puts groups
 * side by side, and is a group of its own where its values are the outputs. A weight layer whose values go into one sum alone (the last of a residual branch, or a
 * projection beside it) has its units in the sum's group: they are added there. What else goes into a sum
 * arrives on identity edges, which carry paths, are never pruned and count in no density: those of a skip,
 * whose units are also read by other layers, keep inputs and outputs joined whatever is pruned.
 *
 * A product of two is as a sum of two: a weight leads to what it takes part in, whichever factor it is.
 *
 * A transposition's channels are a group of their own; identity edges lead to each from all that it mixes.
 * They are no skip: what they carry goes through weights on the other side.
 */

import { UserError } from "../error.js";
import { area } from "../geometry.js";
import { type LayerGraph, type ResolvedLayer, resolveLayers } from "../layer-graph.js";
import { mostLayers } from "../limits.js";

/** Units from `begin` on, so many of them. */
export interface GroupSlice {
  readonly group: number;
  readonly begin: number;
  readonly units: number;
}

/** Identity edges between two groups. */
export interface Identities {
  readonly from: GroupSlice;
  readonly to: GroupSlice;
  /** Unit i to unit i, or each to all. */
  readonly pairs: "same" | "all";
  /** Into a sum, from units that other layers read too. */
  readonly skip: boolean;
}

export interface UnitGroup {
  /** Of the layer that makes it; "input". */
  readonly name: string;
  readonly units: number;
}

export interface UnitGroups {
  /** Inputs first, outputs last; weights and identities lead to a later one. */
  readonly groups: readonly UnitGroup[];
  /** Of each weight layer: where its units are. */
  readonly target: readonly number[];
  /** Of each weight layer: what it reads, channel by channel. */
  readonly sources: readonly (readonly GroupSlice[])[];
  readonly identities: readonly Identities[];
}

/** Channels of a layer as units, in their order. */
type Channels = readonly GroupSlice[];

/** O(layers). */
export function unitGroups(graph: LayerGraph): UnitGroups {
  const layers = resolveLayers(graph);
  const joined = joinedSums(layers);
  const numbers = groupNumbers(layers, joined);
  const groups: UnitGroup[] = [{ name: "input", units: inputUnits(graph, layers) }];
  for (const [place, number] of numbers) {
    const { layer, channels } = layers[place]!;
    groups[number] = { name: layer.name, units: channels };
  }
  if (groups.length > mostLayers)
    throw new UserError(
      `expected at most ${mostLayers} groups of units (inputs, layers with weights, sums), found ${groups.length}`,
    );
  const whole = (group: number): Channels => [{ group, begin: 0, units: groups[group]!.units }];
  const channels: Channels[] = [];
  const of = (place: number) => (place < 0 ? whole(0) : channels[place]!);
  const found = {
    target: [] as number[],
    sources: [] as Channels[],
    identities: [] as Identities[],
  };
  layers.forEach(({ layer, inputs, weights }, place) => {
    const own = numbers.get(place);
    if (weights) {
      const target = own ?? numbers.get(joined.get(place)!)!;
      found.target.push(target);
      found.sources.push(of(inputs[0]!));
      channels.push(whole(target));
    } else if (own !== undefined) {
      found.identities.push(...identities(layers, place, of, whole(own)[0]!));
      channels.push(whole(own));
    } else if (layer.kind === "concatenate") {
      channels.push(inputs.flatMap(of));
    } else {
      channels.push(of(inputs[0]!));
    }
  });
  return { groups, ...found };
}

/** Values of the images where nothing reads their planes as such; their channels elsewhere. */
function inputUnits({ input }: LayerGraph, layers: readonly ResolvedLayer[]): number {
  const kinds = readers(layers, INPUT_PLACE).map((place) => layers[place]!.layer.kind);
  const throughPlanes = layers.some(
    ({ layer, inputs, pool }) =>
      (pool || layer.kind === "concatenate") &&
      inputs.some((input) => originOf(layers, input) === INPUT_PLACE),
  );
  const values = !throughPlanes && kinds.every((kind) => kind === "full");
  return input.channels * (values ? area(input) : 1);
}

const INPUT_PLACE = -1;

/** From what goes into a layer to its own group; nothing from units that are the group's own. */
function identities(
  layers: readonly ResolvedLayer[],
  place: number,
  of: (place: number) => Channels,
  to: GroupSlice,
): Identities[] {
  const { layer, inputs } = layers[place]!;
  let begin = 0;
  return inputs.flatMap((input) => {
    if (joins(layer)) begin = 0;
    return originsOf(layers, input).flatMap((origin) => {
      const skip = joins(layer) && readers(layers, origin).length > 1;
      return of(origin).flatMap((from): Identities[] => {
        const own = { ...to, begin, units: from.units };
        begin += from.units;
        if (from.group === to.group) return [];
        return layer.kind === "transpose"
          ? [{ from, to, pairs: "all", skip }]
          : [{ from, to: own, pairs: "same", skip }];
      });
    });
  });
}

/** Layers that read units, through what leaves them what they are or puts them beside others. O(layers). */
function readers(layers: readonly ResolvedLayer[], origin: number): number[] {
  const carried = new Set([origin]);
  return [...layers.keys()].filter((at) => {
    const own = layers[at]!;
    if (!own.inputs.some((input) => carried.has(input))) return false;
    const carries = isPointwise(own) || own.layer.kind === "concatenate";
    if (carries) carried.add(at);
    return !carries;
  });
}

/** The layer whose units these are. */
function originOf(layers: readonly ResolvedLayer[], place: number): number {
  let origin = place;
  while (origin >= 0 && isPointwise(layers[origin]!)) origin = layers[origin]!.inputs[0]!;
  return origin;
}

/** The same, of each that a concatenation puts side by side. */
function originsOf(layers: readonly ResolvedLayer[], place: number): number[] {
  const origin = originOf(layers, place);
  const own = layers[origin];
  return own?.layer.kind === "concatenate"
    ? own.inputs.flatMap((input) => originsOf(layers, input))
    : [origin];
}

function isPointwise({ layer, weights }: ResolvedLayer): boolean {
  return !weights && !joins(layer) && !["concatenate", "transpose"].includes(layer.kind);
}

/** Unit i of each that it reads goes into its unit i. */
function joins({ kind }: ResolvedLayer["layer"]): boolean {
  return kind === "add" || kind === "multiply";
}

/** Of each weight layer whose values go into one sum alone, and beside no other that reads the same: the sum. */
function joinedSums(layers: readonly ResolvedLayer[]): Map<number, number> {
  const joined = new Map<number, number>();
  const taken = new Set<string>();
  layers.forEach(({ weights, inputs }, place) => {
    if (!weights) return;
    const sum = onlyReader(layers, place);
    if (sum === undefined) return;
    // two edges between the same units would be one
    const keys = originsOf(layers, inputs[0]!).map((origin) => `${sum} ${origin}`);
    if (keys.some((key) => taken.has(key))) return;
    for (const key of keys) taken.add(key);
    joined.set(place, sum);
  });
  return joined;
}

function onlyReader(layers: readonly ResolvedLayer[], place: number): number | undefined {
  let at = place;
  for (;;) {
    const next = layers.flatMap(({ inputs }, i) => (inputs.includes(at) ? [i] : []));
    if (next.length !== 1) return undefined;
    at = next[0]!;
    const own = layers[at]!;
    if (joins(own.layer)) return at;
    if (!isPointwise(own)) return undefined;
  }
}

/** Groups are numbered from 1 in the order of the layers that make them. */
function groupNumbers(
  layers: readonly ResolvedLayer[],
  joined: ReadonlyMap<number, number>,
): Map<number, number> {
  const numbers = new Map<number, number>();
  const outputs = originOf(layers, layers.length - 1);
  layers.forEach(({ layer, weights }, place) => {
    const own = weights
      ? !joined.has(place)
      : joins(layer) || layer.kind === "transpose" || place === outputs;
    if (own) numbers.set(place, numbers.size + 1);
  });
  return numbers;
}
