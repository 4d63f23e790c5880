/** What passes of a sum of values share: its operands, and the channels in which the same ones are added. */
import { groupBy } from "../../group-by.js";
import { type ChannelList, channelList } from "./channel-list.js";
import type { Context } from "./graph-context.js";
import type { Normaliser } from "./normaliser.js";
import type { Planes } from "./planes.js";

/** Address of what is not there. */
export const NOTHING = 0;

/** What is added: a value, as it is or normalised. */
export interface Operand {
  readonly planes: Planes;
  readonly normaliser?: Normaliser;
}

/** A sum of operands, rectified or not. */
export interface Sum {
  readonly context: Context;
  readonly operands: readonly Operand[];
  readonly normalisers: readonly Normaliser[];
  /** Address of the normalisers' shifts, those of several added up. */
  readonly shift: number;
  readonly rectify: boolean;
  readonly y: Planes;
  /** Channels that have gradients. */
  readonly live: readonly number[];
}

/** Channels in which the same operands are added to a number that parameters tell. */
export interface Alike {
  readonly list: ChannelList;
  readonly varying: readonly Operand[];
}

export function alike({ context, operands }: Sum, worked: readonly number[]): Alike[] {
  const isVarying = (own: Operand, c: number) => !own.normaliser?.known[c];
  const groups = groupBy(worked, (c) => operands.map((own) => +isVarying(own, c)).join(""));
  return [...groups.values()].map((own) => ({
    list: channelList(context.arena, own),
    varying: operands.filter((operand) => isVarying(operand, own[0]!)),
  }));
}
