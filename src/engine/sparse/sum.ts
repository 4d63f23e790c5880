/**
 * What passes of a sum of values share: its operands, the channels in which the same ones are added, and which values of it
 * are positive.
 */
import { area } from "../../geometry.js";
import { groupBy } from "../../group-by.js";
import { type ChannelList, channelList } from "./channel-list.js";
import type { Context } from "./graph-context.js";
import type { Node } from "./nodes.js";
import type { Normaliser } from "./normaliser.js";
import { LANES } from "./parameters.js";
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
  /** Of each panel where a bit a value tells whether it is positive, if gradients ask for that. */
  readonly bits: Bits | undefined;
  /** Channels that have gradients. */
  readonly live: readonly number[];
}

/** Address of a panel's. */
export type Bits = (panel: number) => number;

/**
 * Bytes of a panel's bits. What one normalised value alone makes positive is told by that value; of other sums
 * bits are kept, so that the sum itself, 32 times as large, needs not be read once more.
 */
export function bitBytes(node: Node): number {
  if (node.kind !== "sum" || !node.rectify) return 0;
  if (node.terms.length === 1 && node.terms[0]!.normalisation) return 0;
  return (node.image.channels * area(node.image) * LANES) / 8;
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
