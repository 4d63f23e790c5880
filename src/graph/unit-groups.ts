/**
 * The units of a graph of layers, in groups: what the nodes of the graph `channels` are; those of the graph `units`
 * are in value-nodes.ts.
 *
 * A group holds the channels of the input, of a weight layer, or of a sum (grouping.ts); where fully connected layers
 * alone read the images, the input's units are its values, as in a chain. What goes into a sum and is not of its
 * group arrives on identity edges, which carry paths, are never pruned and count in no density: those of a skip,
 * whose units are also read by other layers, keep inputs and outputs joined whatever is pruned.
 *
 * A product of two is as a sum of two: a weight leads to what it takes part in, whichever factor it is.
 *
 * A transposition's channels are a group of their own; identity edges lead to each from all that it mixes.
 * They are no skip: what they carry goes through weights on the other side.
 */

import { UserError } from "../error.js";
import { area } from "../geometry.js";
import { type LayerGraph, resolveLayers } from "../layer-graph.js";
import { mostLayers } from "../limits.js";
import { Grouping, INPUT_PLACE, joins } from "./grouping.js";

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
  const grouping = new Grouping(resolveLayers(graph), "channels");
  const { layers, numbers, joined } = grouping;
  const groups = groupsOf(
    grouping,
    inputUnits(graph, grouping),
    (place) => layers[place]!.channels,
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
      found.identities.push(...identities(grouping, place, of, whole(own)[0]!));
      channels.push(whole(own));
    } else if (layer.kind === "concatenate") {
      channels.push(inputs.flatMap(of));
    } else {
      channels.push(of(inputs[0]!));
    }
  });
  return { groups, ...found };
}

/**
 * The groups by their numbers, the images' first.
 * @param units of the layer that makes a group, by its place.
 */
export function groupsOf(
  { layers, numbers }: Grouping,
  inputs: number,
  units: (place: number) => number,
): UnitGroup[] {
  const groups: UnitGroup[] = [{ name: "input", units: inputs }];
  for (const [place, number] of numbers)
    groups[number] = { name: layers[place]!.layer.name, units: units(place) };
  if (groups.length > mostLayers)
    throw new UserError(
      `expected at most ${mostLayers} groups of units (inputs, layers with weights, sums), found ${groups.length}`,
    );
  return groups;
}

/** Values of the images where nothing reads their planes as such; their channels elsewhere. */
function inputUnits({ input }: LayerGraph, grouping: Grouping): number {
  const { layers } = grouping;
  const kinds = grouping.readers(INPUT_PLACE).map((place) => layers[place]!.layer.kind);
  const throughPlanes = layers.some(
    ({ layer, inputs, pool }) =>
      (pool || layer.kind === "concatenate") &&
      inputs.some((place) => grouping.origin(place) === INPUT_PLACE),
  );
  const values = !throughPlanes && kinds.every((kind) => kind === "full");
  return input.channels * (values ? area(input) : 1);
}

/** From what goes into a layer to its own group; nothing from units that are the group's own. */
function identities(
  grouping: Grouping,
  place: number,
  of: (place: number) => Channels,
  to: GroupSlice,
): Identities[] {
  const { layer, inputs } = grouping.layers[place]!;
  let begin = 0;
  return inputs.flatMap((input) => {
    if (joins(layer)) begin = 0;
    return grouping.origins(input).flatMap((origin) => {
      const skip = joins(layer) && grouping.readers(origin).length > 1;
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
