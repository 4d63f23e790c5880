/** Passes of a convolution of a graph of layers that go over its surviving taps, channel by channel. */
import type { Convolution } from "../../geometry.js";
import type { SweepDescriptor } from "./descriptors.js";
import type { Context, GradientOf } from "./graph-context.js";
import type { ChannelWork, Made, Pass, WeightedPass } from "./passes.js";
import type { Planes } from "./planes.js";
import { partsOf, planesOf, sweepPart } from "./sweep-parts.js";
import { backwardSweep, forwardSweep, type Taps } from "./sweeps.js";

/**
 * @param targets channels to be worked. @param bias place of the first channel's among the parameters.
 * @param seen is called with each channel.
 */
export function forwardPass(
  context: Context,
  taps: Taps,
  own: Convolution,
  x: Planes,
  y: Planes,
  targets: readonly number[],
  bias: number,
  seen: ChannelWork,
): WeightedPass {
  const { arena, parameters } = context;
  const sweep = forwardSweep(arena, taps, own.targets, own, x, y);
  const all = planesOf(context, sweep, 1);
  const parts = partsOf(
    context,
    sweep,
    targets.map((t) => all[t]!),
    (t) => parameters.weight + 4 * (bias + t),
    () => false,
  );
  return {
    distribute: () => distributeTo(context, sweep),
    pass: {
      panel(panel, used) {
        for (const part of parts) {
          sweepPart(context, sweep, part, x.at(panel), y.at(panel));
          for (const { channel } of part.planes) seen(panel, channel, used);
        }
      },
    },
  };
}

/** Gradients of a target's taps. */
export function learningWork(
  context: Context,
  taps: Taps,
  own: Convolution,
  x: Planes,
  d: Planes,
): ChannelWork {
  const { arena, kernels, parameters } = context;
  const sweep = forwardSweep(arena, taps, own.targets, own, x, d);
  const planes = planesOf(context, sweep, 1);
  return (panel, t) => {
    const { begin, end } = planes[t]!;
    kernels.correlate(
      sweep.index + 4 * begin,
      sweep.index + 4 * end,
      sweep.order - sweep.index,
      x.at(panel),
      sweep.inRow,
      sweep.inColumn,
      d.at(panel) + t * d.plane,
      d.row,
      d.rows,
      d.image.width,
      parameters.lanes,
    );
  };
}

/** The gradients of a convolution's inputs, plane by plane of its backward sweep. */
export function backwardPass(
  context: Context,
  taps: Taps,
  own: Convolution,
  d: Planes,
  { planes: out, add }: GradientOf,
): WeightedPass {
  const { arena } = context;
  const remainders = own.stride.down * own.stride.right;
  const sweep = backwardSweep(arena, taps, own.sources, own, d, out);
  const all = planesOf(context, sweep, remainders);
  const made: Made = { planes: out, channels: new Uint8Array(out.image.channels) };
  for (const { begin, end, channel } of all) if (end > begin) made.channels[channel] = 1;
  // what no tap reaches is written as zeros if nothing else began it
  const worked = all.filter(
    ({ begin, end, channel }) => made.channels[channel] && (end > begin || !add[channel]),
  );
  const nothing = arena.allocate(4);
  const parts = partsOf(
    context,
    sweep,
    worked,
    () => nothing,
    (s) => add[s] === 1,
  );
  /** Channels whose last plane is in a part. */
  const finished = parts.map(({ planes }) => {
    const channels = new Set(planes.map(({ channel }) => channel));
    const next = worked[worked.indexOf(planes.at(-1)!) + 1];
    if (next) channels.delete(next.channel);
    return [...channels];
  });
  const pass: Pass = {
    makes: [made],
    panel(panel, used) {
      parts.forEach((part, i) => {
        sweepPart(context, sweep, part, d.at(panel), out.at(panel));
        for (const source of finished[i]!) made.next?.(panel, source, used);
      });
    },
  };
  return { pass, distribute: () => distributeTo(context, sweep) };
}

function distributeTo({ kernels, parameters }: Context, sweep: SweepDescriptor): void {
  kernels.gather(sweep.edges, sweep.order, parameters.weight, sweep.weight);
}
