/**
 * Gradients of the terms of a sum: one pass over each channel for the sums that normalisation needs, one for the gradients.
 *
 * With v = scale (x - mean) / deviation + shift, n values a channel and d the gradient of v:
 *   dx = scale / deviation (d - sum d / n - (x - mean) / variance * sum d (x - mean) / n)
 */
import { type ChannelList, channelList } from "./channel-list.js";
import type { GradientOf } from "./graph-context.js";
import type { Normaliser } from "./normaliser.js";
import type { ChannelWork, Made, PanelWork, Pass } from "./passes.js";
import type { Planes } from "./planes.js";
import { type Alike, alike, NOTHING, type Operand, type Sum } from "./sum.js";

/** What lets a gradient through: assembly/normalise-back.ts. */
const ALL = 0;
const BY_BITS = 1;
const BY_X = 2;
const LATER_BY_X = 3;

/** Gradients through the rectifier, and what normalisations sum of them. */
export function gate(sum: Sum, d: Planes): ChannelWork {
  /** Address of sums that nothing asks for. */
  const unasked =
    sum.normalisers.length === 0 ? sum.context.arena.allocate(16 * d.image.channels) : NOTHING;

  return (worked) => {
    const steps = alike(sum, worked).flatMap((own) => gateSteps(sum, d, own, unasked));
    return (panel, used) => {
      for (const step of steps) step(panel, used);
    };
  };
}

/** The first one gates. */
function gateSteps(sum: Sum, d: Planes, { list, varying }: Alike, unasked: number): PanelWork[] {
  const known = sum.normalisers.filter(
    (own) => !varying.some(({ normaliser }) => normaliser === own),
  );
  const summed = [
    ...varying.filter(({ normaliser }) => normaliser),
    ...known.map((normaliser) => ({ normaliser, planes: undefined })),
  ];
  const through = varying.length > 0 ? letsThrough(sum, varying[0]!.normaliser) : fromKnown(sum);
  if (summed.length === 0)
    return through === ALL ? [] : [gateAndSum(sum, d, list, through, unasked)];
  return summed.map(({ normaliser, planes }, i) => {
    const own = i === 0 || varying.length === 0 ? through : ALL;
    return gateAndSum(sum, d, list, own, unasked, normaliser, planes);
  });
}

/** @param x what is normalised, if it varies: then there is a second sum. */
function gateAndSum(
  { context, bits, shift }: Sum,
  d: Planes,
  { count, at }: ChannelList,
  through: number,
  unasked: number,
  normaliser?: Normaliser,
  x?: Planes,
): PanelWork {
  return (panel) =>
    context.kernels.gateAndSum(
      count,
      at,
      d.rows,
      d.length,
      through,
      normaliser?.factor ?? NOTHING,
      x ? normaliser!.shift : shift,
      through === BY_BITS ? bits!(panel) : NOTHING,
      d.at(panel),
      d.row,
      d.plane,
      x?.at(panel) ?? NOTHING,
      x?.row ?? 0,
      x?.plane ?? 0,
      normaliser?.mean ?? NOTHING,
      normaliser?.sums ?? unasked,
    );
}

/** A sum of nothing but one normalised value is told by that: then there are no bits. */
function letsThrough({ rectify, bits }: Sum, normaliser: Normaliser | undefined): number {
  if (!rectify) return ALL;
  if (bits) return BY_BITS;
  return normaliser!.ofBatch ? LATER_BY_X : BY_X;
}

/** A number that parameters tell lets all through or nothing; nothing further asks for the gradient. */
function fromKnown({ rectify }: Sum): number {
  return rectify ? LATER_BY_X : ALL;
}

/** Gradients of the terms. */
export function spread(sum: Sum, d: Planes, inputs: readonly (GradientOf | undefined)[]): Pass {
  const { context, operands, live } = sum;
  const told = operands.flatMap((own, i) => {
    const input = inputs[i];
    if (!input || input.shared) return [];
    const reached = live.filter((c) => !own.normaliser?.known[c]);
    return [0, 1].flatMap((add) => {
      const begun = reached.filter((c) => input.add[c] === add);
      if (begun.length === 0) return [];
      const made: Made = { planes: input.planes, channels: begun.map((c) => [c]) };
      return [
        { made, ...spreadTo(sum, d, own, input.planes, add, channelList(context.arena, begun)) },
      ];
    });
  });
  return {
    makes: told.map(({ made }) => made),
    panel(panel, used) {
      for (const { made, all, one } of told)
        if (!made.next) all(panel, used);
        else
          made.next.forEach((next, i) => {
            one(i, panel, used);
            next(panel, used);
          });
    },
  };
}

/** Gradients of one term in some channels: of all, or of one of them. */
function spreadTo(
  sum: Sum,
  d: Planes,
  { planes, normaliser }: Operand,
  out: Planes,
  add: number,
  list: ChannelList,
) {
  const { kernels } = sum.context;
  const through = letsThrough(sum, normaliser);
  const run = (count: number, at: number, panel: number, used: number) => {
    const to = out.at(panel);
    if (normaliser?.ofBatch)
      kernels.normaliseBack(
        count,
        at,
        d.rows,
        d.length,
        through,
        normaliser.shift,
        d.at(panel),
        d.row,
        d.plane,
        normaliser.factor,
        planes.at(panel),
        planes.row,
        planes.plane,
        normaliser.byValue,
        normaliser.constant,
        to,
        out.row,
        out.plane,
        add,
        used,
      );
    else
      kernels.combine(
        count,
        at,
        d.rows,
        d.length,
        d.at(panel),
        d.row,
        d.plane,
        normaliser?.factor ?? NOTHING,
        add ? to : NOTHING,
        out.row,
        out.plane,
        NOTHING,
        NOTHING,
        Number.NEGATIVE_INFINITY,
        to,
        out.row,
        out.plane,
        NOTHING,
      );
  };
  return {
    all: (panel: number, used: number) => run(list.count, list.at, panel, used),
    one: (i: number, panel: number, used: number) => run(1, list.at + 4 * i, panel, used),
  };
}
