/**
 * A sum of values at work, each as it is or normalised over the batch, rectified or not: one pass over
 * each channel forward, and back one for the sums that normalisation needs and one for the gradients.
 *
 * With v = scale (x - mean) / deviation + shift, n values a channel and d the gradient of v:
 *   dx = scale / deviation (d - sum d / n - (x - mean) / variance * sum d (x - mean) / n)
 */
import { groupBy } from "../../group-by.js";
import { type ChannelList, channelList, members } from "./channel-list.js";
import { isKnown } from "./channels.js";
import type { Context, GradientOf, Worked } from "./graph-context.js";
import type { Node, Term } from "./nodes.js";
import { Normaliser } from "./normaliser.js";
import { type ChannelWork, type Made, type PanelWork, type Pass, takingPass } from "./passes.js";
import type { Planes } from "./planes.js";

/** What is added: a value, as it is or normalised. */
interface Operand {
  readonly planes: Planes;
  readonly normaliser?: Normaliser;
}

/** What lets a gradient through: assembly/normalise-back.ts. */
const ALL = 0;
const BY_Y = 1;
const BY_X = 2;
const LATER_BY_X = 3;

/** Address of what is not there. */
const NOTHING = 0;

export function sumNode(
  context: Context,
  number: number,
  node: Extract<Node, { kind: "sum" }>,
): Worked {
  const { arena, kernels, channels, values, statistics, learning } = context;
  const y = values[number]!;
  const floor = node.rectify ? 0 : Number.NEGATIVE_INFINITY;
  const operands = node.terms.map((term) => operand(context, term));
  const normalisers = operands.flatMap(({ normaliser }) => normaliser ?? []);
  const moving = normalisers.filter((own) => own.ofBatch);
  const live = members(channels.live[number]!);
  /** Of several normalisers the sums of their shifts. */
  const shifts = normalisers.length > 1 ? arena.allocate(4 * node.image.channels) : NOTHING;
  const shift = normalisers.length > 1 ? shifts : (normalisers[0]?.shift ?? NOTHING);

  /** Address of sums that nothing asks for. */
  const unasked = normalisers.length === 0 ? arena.allocate(16 * node.image.channels) : NOTHING;

  const addShifts = () => {
    if (shifts === NOTHING) return;
    const sums = new Float64Array(node.image.channels);
    for (const own of normalisers) own.addShifts(sums);
    arena.floats(shifts, sums.length).set(sums);
  };

  const compute: ChannelWork = (worked) => {
    const steps = alike(worked).map(({ varying, list }) => sumOf(list, varying));
    return (panel) => {
      for (const step of steps) step(panel);
    };
  };

  const forward: Pass[] = [];
  if (moving.length > 0) {
    const unseen = node.terms.flatMap(({ value }, i) =>
      operands[i]!.normaliser?.ofBatch && statistics.get(value)!.claim()
        ? [statistics.get(value)!.taking(members(channels.used[value]!))]
        : [],
    );
    forward.push({
      panel(panel, used) {
        for (const take of unseen) take(panel, used);
      },
      after: (images) => {
        for (const own of moving) own.takeStatistics(images);
        addShifts();
      },
    });
  }
  forward.push({ panel: compute(members(channels.used[number]!)) });

  return {
    forward,
    again: [{ panel: compute(live) }],
    distribute: () => {
      for (const own of normalisers) own.read();
      addShifts();
    },
    clear: () => {
      for (const own of normalisers) own.clear();
    },
    collect: () => {
      for (const own of normalisers) own.collect(live);
    },
    writes: () => channels.live[number]!,
    backward(d, inputs) {
      const passes: Pass[] = [];
      if (normalisers.length > 0 || node.rectify)
        passes.push({
          ...takingPass(d, live, gate(d)),
          ...(moving.length > 0 && {
            after: () => {
              for (const own of moving) own.differentiate(live);
            },
          }),
        });
      passes.push(spread(d, inputs));
      return passes;
    },
  };

  /** Channels in which the same operands are added to a number that parameters tell. */
  function alike(worked: readonly number[]) {
    const isVarying = (own: Operand, c: number) => !own.normaliser?.known[c];
    const groups = groupBy(worked, (c) => operands.map((own) => +isVarying(own, c)).join(""));
    return [...groups.values()].map((own) => ({
      list: channelList(arena, own),
      varying: operands.filter((operand) => isVarying(operand, own[0]!)),
    }));
  }

  /** Two operands at a time, the sum so far and the next. */
  function sumOf({ count, at }: ChannelList, varying: readonly Operand[]): (panel: number) => void {
    return (panel) => {
      const out = y.at(panel);
      let i = 0;
      do {
        const first = i === 0 ? varying[0] : { planes: y };
        const second = varying[i === 0 ? 1 : i];
        const next = i === 0 ? 2 : i + 1;
        kernels.combine(
          count,
          at,
          y.rows,
          y.length,
          first?.planes.at(panel) ?? NOTHING,
          first?.planes.row ?? 0,
          first?.planes.plane ?? 0,
          first?.normaliser?.factor ?? NOTHING,
          second?.planes.at(panel) ?? NOTHING,
          second?.planes.row ?? 0,
          second?.planes.plane ?? 0,
          second?.normaliser?.factor ?? NOTHING,
          i === 0 ? shift : NOTHING,
          next >= varying.length ? floor : Number.NEGATIVE_INFINITY,
          out,
          y.row,
          y.plane,
        );
        i = next;
      } while (i < varying.length);
    };
  }

  /** Gradients through the rectifier, and what normalisations sum of them. */
  function gate(d: Planes): ChannelWork {
    return (worked) => {
      const steps = alike(worked).flatMap(({ list, varying }) => gateSteps(d, list, varying));
      return (panel, used) => {
        for (const step of steps) step(panel, used);
      };
    };
  }

  /** The first one gates. */
  function gateSteps(d: Planes, list: ChannelList, varying: readonly Operand[]): PanelWork[] {
    const known = normalisers.filter(
      (own) => !varying.some(({ normaliser }) => normaliser === own),
    );
    const summed = [
      ...varying.filter(({ normaliser }) => normaliser),
      ...known.map((normaliser) => ({ normaliser, planes: undefined })),
    ];
    const through = varying.length > 0 ? letsThrough(varying[0]!.normaliser) : fromKnown();
    if (summed.length === 0) return through === ALL ? [] : [gateAndSum(d, list, through)];
    return summed.map(({ normaliser, planes }, i) => {
      const own = i === 0 || varying.length === 0 ? through : ALL;
      return gateAndSum(d, list, own, normaliser, planes);
    });
  }

  /** @param x what is normalised, if it varies: then there is a second sum. */
  function gateAndSum(
    d: Planes,
    { count, at }: ChannelList,
    through: number,
    normaliser?: Normaliser,
    x?: Planes,
  ): PanelWork {
    return (panel) =>
      kernels.gateAndSum(
        count,
        at,
        d.rows,
        d.length,
        through,
        normaliser?.factor ?? NOTHING,
        x ? normaliser!.shift : shift,
        y.at(panel),
        y.row,
        y.plane,
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

  /** A sum of nothing but one normalised value is told by that, and needs not be read. */
  function letsThrough(normaliser: Normaliser | undefined): number {
    if (!node.rectify) return ALL;
    if (!normaliser || operands.length > 1) return BY_Y;
    return normaliser.ofBatch ? LATER_BY_X : BY_X;
  }

  /** A number that parameters tell lets all through or nothing; nothing further asks for the gradient. */
  function fromKnown(): number {
    return node.rectify ? LATER_BY_X : ALL;
  }

  /** Gradients of the terms. */
  function spread(d: Planes, inputs: readonly (GradientOf | undefined)[]): Pass {
    const told = operands.flatMap((own, i) => {
      const input = inputs[i];
      if (!input || input.shared) return [];
      const reached = live.filter((c) => !own.normaliser?.known[c]);
      return [0, 1].flatMap((add) => {
        const begun = reached.filter((c) => input.add[c] === add);
        if (begun.length === 0) return [];
        const made: Made = { planes: input.planes, channels: begun.map((c) => [c]) };
        return [{ made, ...spreadTo(d, own, input.planes, add, channelList(arena, begun)) }];
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
    d: Planes,
    { planes, normaliser }: Operand,
    out: Planes,
    add: number,
    list: ChannelList,
  ) {
    const through = letsThrough(normaliser);
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
        );
    };
    return {
      all: (panel: number, used: number) => run(list.count, list.at, panel, used),
      one: (i: number, panel: number, used: number) => run(1, list.at + 4 * i, panel, used),
    };
  }

  function operand(own: Context, { value, normalisation }: Term): Operand {
    const planes = values[value]!;
    if (!normalisation) return { planes };
    const constant = channels.constant[value]!;
    const known = constant.map((mark) =>
      isKnown(normalisation.frozen, mark === 1, learning) ? 1 : 0,
    );
    const found = statistics.get(value);
    return { planes, normaliser: new Normaliser(own, value, normalisation, known, found) };
  }
}
