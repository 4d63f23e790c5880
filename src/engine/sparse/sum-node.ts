/**
 * A sum of values at work, each as it is or normalised over the batch, rectified or not: one pass over
 * each channel forward, and back one for the sums that normalisation needs and one for the gradients.
 *
 * With v = scale (x - mean) / deviation + shift, n values a channel and d the gradient of v:
 *   dx = scale / deviation (d - sum d / n - (x - mean) / variance * sum d (x - mean) / n)
 */
import { isKnown } from "./channels.js";
import { members } from "./convolution-node.js";
import type { Context, GradientOf, Worked } from "./graph-context.js";
import type { Node, Term } from "./nodes.js";
import { Normaliser } from "./normaliser.js";
import { type ChannelWork, type Made, type Pass, takingPass } from "./passes.js";
import type { Planes } from "./planes.js";

/** What is added in one channel: a value times a factor. */
interface Operand {
  readonly planes: Planes;
  readonly normaliser?: Normaliser;
}

/** What lets a gradient through: assembly/moments.ts. */
const ALL = 0;
const BY_Y = 1;
const BY_X = 2;

export function sumNode(
  context: Context,
  number: number,
  node: Extract<Node, { kind: "sum" }>,
): Worked {
  const { kernels, channels, values, statistics, learning } = context;
  const y = values[number]!;
  const floor = node.rectify ? 0 : Number.NEGATIVE_INFINITY;
  const operands = node.terms.map((term) => operand(context, term));
  const normalisers = operands.flatMap(({ normaliser }) => normaliser ?? []);
  const moving = normalisers.filter((own) => own.ofBatch);
  const live = members(channels.live[number]!);
  /** Of each channel what is added to a number that parameters tell. */
  const varying = Array.from(channels.live[number]!, (_, c) =>
    operands.filter(({ normaliser }) => !normaliser?.known[c]),
  );

  const compute = (worked: readonly number[]) => (panel: number) => {
    for (const c of worked) {
      let shift = 0;
      for (const own of normalisers) shift += own.shift[c]!;
      const out = y.at(panel) + c * y.plane;
      const own = varying[c]!;
      if (own.length === 0) kernels.fillRows(y.rows, y.length, Math.max(floor, shift), out, y.row);
      // two at a time, the sum so far and the next
      for (let i = 0; i < own.length; i += i === 0 ? 2 : 1) {
        const first = i === 0 ? own[0]! : undefined;
        const second = own[i === 0 ? 1 : i];
        const last = i + (i === 0 ? 2 : 1) >= own.length;
        kernels.combine(
          y.rows,
          y.length,
          first ? first.planes.at(panel) + c * first.planes.plane : out,
          first ? first.planes.row : y.row,
          first?.normaliser?.factor[c] ?? 1,
          second ? second.planes.at(panel) + c * second.planes.plane : 0,
          second ? second.planes.row : 0,
          second?.normaliser?.factor[c] ?? 1,
          i === 0 ? shift : 0,
          last ? floor : Number.NEGATIVE_INFINITY,
          out,
          y.row,
        );
      }
    }
  };

  const forward: Pass[] = [];
  if (moving.length > 0) {
    const unseen = node.terms.flatMap(({ value }, i) =>
      operands[i]!.normaliser?.ofBatch && statistics.get(value)!.claim() ? [value] : [],
    );
    forward.push({
      panel(panel, used) {
        for (const value of unseen)
          for (const c of members(channels.used[value]!))
            statistics.get(value)!.add(panel, c, used);
      },
      after: (images) => {
        for (const own of moving) own.takeStatistics(images);
      },
    });
  }
  forward.push({ panel: compute(members(channels.used[number]!)) });

  return {
    forward,
    again: [{ panel: compute(live) }],
    distribute: () => {
      for (const own of normalisers) own.read();
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

  /** Gradients through the rectifier, and what normalisations sum of them. */
  function gate(d: Planes): ChannelWork {
    return (panel, c, used) => {
      const slope = d.at(panel) + c * d.plane;
      const own = varying[c]!;
      const values = y.at(panel) + c * y.plane;
      let gate = node.rectify ? (isOneNormalised(c) ? BY_X : BY_Y) : ALL;
      for (const { planes, normaliser } of own) {
        if (!normaliser) continue;
        kernels.gateAndSum(
          d.rows,
          d.length,
          gate,
          normaliser.factor[c]!,
          normaliser.shift[c]!,
          values,
          y.row,
          slope,
          d.row,
          planes.at(panel) + c * planes.plane,
          planes.row,
          normaliser.mean[c]!,
          normaliser.sums + 16 * c,
        );
        gate = ALL; // done
      }
      if (gate !== ALL) kernels.gateRows(d.rows, d.length, values, y.row, slope, d.row);
      if (normalisers.some((own) => own.known[c])) {
        const sum = kernels.sumRows(d.rows, d.length, slope, d.row, used);
        for (const own of normalisers) if (own.known[c]) own.addToSum(c, sum);
      }
    };
  }

  /** Whether the channel has nothing but what its one normalisation tells: then that tells, too, where it is positive. */
  function isOneNormalised(c: number): boolean {
    return operands.length === 1 && varying[c]![0]?.normaliser !== undefined;
  }

  /** Gradients of the terms. */
  function spread(d: Planes, inputs: readonly (GradientOf | undefined)[]): Pass {
    const told = operands.flatMap((own, i) => {
      const input = inputs[i];
      if (!input || input.shared) return [];
      const made: Made = { planes: input.planes, channels: new Uint8Array(d.image.channels) };
      for (const c of live) if (!own.normaliser?.known[c]) made.channels[c] = 1;
      return [{ ...own, input, made }];
    });
    const panel = (panel: number, used: number) => {
      for (const c of live)
        for (const { planes, normaliser, input, made } of told) {
          if (normaliser?.known[c]) continue;
          const slope = d.at(panel) + c * d.plane;
          const out = input.planes.at(panel) + c * input.planes.plane;
          const add = input.add[c]!;
          if (normaliser?.ofBatch)
            kernels.normaliseBack(
              d.rows,
              d.length,
              slope,
              d.row,
              normaliser.factor[c]!,
              planes.at(panel) + c * planes.plane,
              planes.row,
              normaliser.byValue[c]!,
              normaliser.constant[c]!,
              out,
              input.planes.row,
              add,
              used,
            );
          else
            kernels.combine(
              d.rows,
              d.length,
              slope,
              d.row,
              normaliser?.factor[c] ?? 1,
              add ? out : 0,
              input.planes.row,
              1,
              0,
              Number.NEGATIVE_INFINITY,
              out,
              input.planes.row,
            );
          made.next?.(panel, c, used);
        }
    };
    return { panel, makes: told.map(({ made }) => made) };
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
