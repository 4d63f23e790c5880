/**
 * A sum of values at work, each as it is or normalised over the batch, rectified or not: one pass over each channel
 * forward; back sum-gradients.ts.
 */
import { type ChannelList, members } from "./channel-list.js";
import { isKnown } from "./channels.js";
import type { Context, Passing, Worked } from "./graph-context.js";
import type { Node, Term } from "./nodes.js";
import { Normaliser } from "./normaliser.js";
import { type ChannelWork, type Pass, takingPass } from "./passes.js";
import { alike, type Bits, bitBytes, NOTHING, type Operand, type Sum } from "./sum.js";
import { gate, spread } from "./sum-gradients.js";

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

  const bits = learning ? bitsOf(context, node) : undefined;
  const sum: Sum = { context, operands, normalisers, shift, rectify: node.rectify, bits, live };

  const [only] = operands.length === 1 ? operands : [];
  const passing: Passing | undefined =
    learning && node.rectify && only?.normaliser
      ? { planes: only.planes, by: only.normaliser, taken: undefined }
      : undefined;

  const addShifts = () => {
    if (shifts === NOTHING) return;
    const sums = new Float64Array(node.image.channels);
    for (const own of normalisers) own.addShifts(sums);
    arena.floats(shifts, sums.length).set(sums);
  };

  const compute: ChannelWork = (worked) => {
    const steps = alike(sum, worked).map(({ varying, list }) => sumOf(list, varying));
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
    passing,
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
      const left = live.filter((c) => !passing?.taken?.[c]);
      if (normalisers.length > 0 || node.rectify)
        passes.push({
          ...takingPass(d, left, gate(sum, d)),
          ...(moving.length > 0 && {
            after: () => {
              for (const own of moving) own.differentiate(live);
            },
          }),
        });
      passes.push(spread(sum, d, inputs));
      return passes;
    },
  };

  /** Two operands at a time, the sum so far and the next. */
  function sumOf({ count, at }: ChannelList, varying: readonly Operand[]): (panel: number) => void {
    return (panel) => {
      const out = y.at(panel);
      let i = 0;
      do {
        const first = i === 0 ? varying[0] : { planes: y };
        const second = varying[i === 0 ? 1 : i];
        const next = i === 0 ? 2 : i + 1;
        const isLast = next >= varying.length;
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
          isLast ? floor : Number.NEGATIVE_INFINITY,
          out,
          y.row,
          y.plane,
          isLast && bits ? bits(panel) : NOTHING,
        );
        i = next;
      } while (i < varying.length);
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

function bitsOf({ arena, panels }: Context, node: Node): Bits | undefined {
  const bytes = bitBytes(node);
  if (bytes === 0) return undefined;
  const begin = arena.allocate(panels * bytes);
  return (panel) => begin + panel * bytes;
}
