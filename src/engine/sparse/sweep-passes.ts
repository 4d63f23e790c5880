/** Passes of a convolution of a graph of layers that go over its surviving taps. */
import type { Convolution } from "../../geometry.js";
import type { BatchStatistics } from "./batch-statistics.js";
import type { SweepDescriptor } from "./descriptors.js";
import type { Context, GradientOf } from "./graph-context.js";
import { type ChannelWork, type Made, type Pass, takingPass, type WeightedPass } from "./passes.js";
import type { Planes } from "./planes.js";
import {
  near,
  type Part,
  partsOf,
  planesOf,
  type Sources,
  type SweptPlane,
  sourcesOf,
  sweepPart,
} from "./sweep-parts.js";
import { type BackwardSweep, backwardSweep, distinct, forwardSweep, type Taps } from "./sweeps.js";

/**
 * Bytes of a batch's values of a layer from which on they have mostly left the caches when all panels are waited for and they
 * are read again: then they do not go there first, for which each line would be read before it is written.
 */
const FAR = 4 * 2 ** 20;

export const isFar = ({ panels, panel }: Planes) => panels * panel >= FAR;

/**
 * @param targets channels to be worked. @param bias place of the first channel's among the parameters.
 * @param statistics those that take in the channels that are worked.
 */
export function forwardPass(
  context: Context,
  taps: Taps,
  own: Convolution,
  x: Planes,
  y: Planes,
  targets: readonly number[],
  bias: number,
  statistics: BatchStatistics | undefined,
): WeightedPass {
  const { arena, parameters } = context;
  const sweep = forwardSweep(arena, taps, own.targets, own, x, y);
  const all = planesOf(context, sweep, 1);
  const worked = targets.map((t) => all[t]!);
  const parts = partsOf(
    context,
    own,
    sweep,
    worked,
    (t) => parameters.weight + 4 * (bias + t),
    () => false,
    statistics?.of,
  );
  const sources = sourcesBelow(context, taps, own, x);
  const far = isFar(y);
  return {
    distribute: () => distributeTo(context, sweep),
    pass: {
      panel(panel, used) {
        for (const part of parts)
          sweepPart(context, sweep, part, sources, x.at(panel), y.at(panel), used, far);
      },
    },
  };
}

/**
 * Gradients of the taps of some targets.
 * @param besides what else is done with them.
 */
export function learningPasses(
  context: Context,
  taps: Taps,
  own: Convolution,
  x: Planes,
  d: Planes,
  targets: readonly number[],
  besides: ChannelWork | undefined,
): Pass[] {
  const { arena, kernels, parameters } = context;
  const sweep = forwardSweep(arena, taps, own.targets, own, x, d);
  const all = planesOf(context, sweep, 1);
  const planes = targets.map((t) => all[t]!);
  const parts = partsOf(
    context,
    own,
    sweep,
    planes,
    () => 0,
    () => false,
  );
  const sources = sourcesBelow(context, taps, own, x);
  return [
    ...(besides ? [takingPass(d, targets, besides)] : []),
    {
      panel(panel) {
        for (const { count, table, height, width } of parts)
          kernels.correlatePlanes(
            count,
            table,
            sweep.index,
            sweep.order - sweep.index,
            x.at(panel),
            sweep.inRow,
            sweep.inColumn,
            d.at(panel),
            d.row,
            height,
            width,
            parameters.lanes,
            sources.table,
            sources.count,
          );
      },
    },
  ];
}

/** Planes of a convolution's inputs, on the way back. */
export interface BackwardParts {
  readonly sweep: BackwardSweep;
  readonly worked: readonly SweptPlane[];
  readonly parts: readonly Part[];
  /** Channels whose last plane is in a part. */
  readonly finished: readonly (readonly number[])[];
}

export function backwardParts(
  context: Context,
  taps: Taps,
  own: Convolution,
  d: Planes,
  { planes: out, add }: GradientOf,
): BackwardParts {
  const { arena } = context;
  const remainders = own.stride.down * own.stride.right;
  const sweep = backwardSweep(arena, taps, own.sources, own, d, out);
  const all = planesOf(context, sweep, remainders);
  const reached = new Set(all.flatMap(({ begin, end, channel }) => (end > begin ? channel : [])));
  // what no tap reaches is written as zeros if nothing else began it
  const worked = all.filter(
    ({ begin, end, channel }) => reached.has(channel) && (end > begin || !add[channel]),
  );
  const nothing = arena.allocate(4);
  const parts = partsOf(
    context,
    own,
    sweep,
    worked,
    () => nothing,
    (s) => add[s] === 1,
  );
  const finished = parts.map(({ planes }) => {
    const channels = new Set(planes.map(({ channel }) => channel));
    const next = worked[worked.indexOf(planes.at(-1)!) + 1];
    if (next) channels.delete(next.channel);
    return [...channels];
  });
  return { sweep, worked, parts, finished };
}

/** The gradients of a convolution's inputs, plane by plane of its backward sweep. */
export function backwardPass(
  context: Context,
  { sweep, parts, finished }: BackwardParts,
  d: Planes,
  { planes: out }: GradientOf,
): WeightedPass {
  const made: Made = { planes: out, channels: finished };
  const pass: Pass = {
    makes: [made],
    panel(panel, used) {
      parts.forEach((part, i) => {
        sweepPart(context, sweep, part, near, d.at(panel), out.at(panel), used);
        made.next?.[i]?.(panel, used);
      });
    },
  };
  return { pass, distribute: () => distributeTo(context, sweep) };
}

/** What a row reads that the rows above it did not; but what has just been made for a panel is in a cache. */
function sourcesBelow(context: Context, taps: Taps, own: Convolution, x: Planes): Sources {
  if (x.panels < context.panels) return near;
  const reach = (own.kernel.height - 1) * own.dilation.down - own.top;
  return sourcesOf(context, own, distinct(taps.source), x, reach);
}

export function distributeTo({ kernels, parameters }: Context, sweep: SweepDescriptor): void {
  kernels.gather(sweep.edges, sweep.order, parameters.weight, sweep.weight);
}
