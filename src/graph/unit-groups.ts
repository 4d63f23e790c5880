/**
 * The units of a graph of layers, in groups: what the nodes of a network's graph are.
 *
 * A group holds the channels of the input, of a weight layer, or of a sum. What follows without weights
 * (normalisation, activation, pooling, dropout) leaves the units what they are; concatenation puts groups
 * side by side. A weight layer whose values go into one sum alone (the last of a residual branch, or a
 * projection beside it) has its units in the sum's group: they are added there. What else goes into a sum
 * arrives on identity edges, which carry paths, are never pruned and count in no density: those of a skip,
 * whose units are also read by other layers, keep inputs and outputs joined whatever is pruned.
 *
 * A transposition's channels are a group of their own; identity edges lead to each from all that it mixes.
 */
import { type LayerGraph, type ResolvedLayer, resolveLayers } from "../layer-graph.js";

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
  /** What it comes from is read by other layers too. */
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
  const groups: UnitGroup[] = [{ name: "input", units: graph.input.channels }];
  for (const [place, number] of numbers) {
    const { layer, channels } = layers[place]!;
    groups[number] = { name: layer.name, units: channels };
  }
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
    } else if (layer.kind === "concatenate") {
      channels.push(inputs.flatMap(of));
    } else if (own !== undefined) {
      const pairs = layer.kind === "add" ? "same" : "all";
      for (const input of inputs)
        found.identities.push(
          ...identities(of(input), whole(own)[0]!, pairs, readers(layers, input) > 1),
        );
      channels.push(whole(own));
    } else {
      channels.push(of(inputs[0]!));
    }
  });
  return { groups, ...found };
}

/** From what goes into a sum to the sum; nothing from units that are the sum's own. */
function identities(
  from: Channels,
  to: GroupSlice,
  pairs: Identities["pairs"],
  skip: boolean,
): Identities[] {
  let begin = 0;
  return from.flatMap((slice) => {
    const at = begin;
    begin += slice.units;
    if (slice.group === to.group) return [];
    const own = pairs === "same" ? { ...to, begin: at, units: slice.units } : to;
    return [{ from: slice, to: own, pairs, skip }];
  });
}

/** Layers that read units, through what leaves them what they are. */
function readers(layers: readonly ResolvedLayer[], place: number): number {
  const count = (from: number): number =>
    layers.reduce((sum, own, at) => {
      if (!own.inputs.includes(from)) return sum;
      return sum + (isPointwise(own) ? count(at) : 1);
    }, 0);
  return count(originOf(layers, place));
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
  return !weights && !["add", "concatenate", "transpose"].includes(layer.kind);
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
    if (own.layer.kind === "add") return at;
    if (!isPointwise(own)) return undefined;
  }
}

/** Groups are numbered from 1 in the order of the layers that make them. */
function groupNumbers(
  layers: readonly ResolvedLayer[],
  joined: ReadonlyMap<number, number>,
): Map<number, number> {
  const numbers = new Map<number, number>();
  layers.forEach(({ layer, weights }, place) => {
    const own = weights ? !joined.has(place) : layer.kind === "add" || layer.kind === "transpose";
    if (own) numbers.set(place, numbers.size + 1);
  });
  return numbers;
}
