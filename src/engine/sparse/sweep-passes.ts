/** Passes of a convolution of a graph of layers that go over its surviving taps, channel by channel. */
import type { Convolution } from "../../geometry.js";
import type { SweepDescriptor } from "./descriptors.js";
import type { Context, GradientOf } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import type { ChannelWork, Made, Pass, WeightedPass } from "./passes.js";
import type { Planes } from "./planes.js";
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
  const { arena, kernels, parameters } = context;
  const sweep = forwardSweep(arena, taps, own.targets, own, x, y);
  const planes = tableOf(context, sweep);
  const biases = new Float32Array(own.targets);
  return {
    distribute() {
      distributeTo(context, sweep);
      biases.set(arena.floats(parameters.weight + 4 * bias, own.targets));
    },
    pass: {
      panel(panel, used) {
        const from = x.at(panel);
        const to = y.at(panel);
        for (const t of targets) {
          const { begin, end, offset } = planes[t]!;
          kernels.convolve(
            sweep.index + 4 * begin,
            sweep.index + 4 * end,
            sweep.weight - sweep.index,
            biases[t]!,
            Number.NEGATIVE_INFINITY,
            from,
            sweep.inRow,
            sweep.inColumn,
            to + offset,
            sweep.outRow,
            UNIT,
            own.output.height,
            own.output.width,
          );
          seen(panel, t, used);
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
  const planes = tableOf(context, sweep);
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
  const { arena, kernels } = context;
  const { stride } = own;
  const sweep = backwardSweep(arena, taps, own.sources, own, d, out);
  const table = tableOf(context, sweep);
  const remainders = stride.down * stride.right;
  const reached = new Set<number>();
  table.forEach(({ begin, end }, p) => {
    if (end > begin) reached.add(Math.floor(p / remainders));
  });
  const made: Made = { planes: out, channels: new Uint8Array(out.image.channels) };
  for (const source of reached) made.channels[source] = 1;
  const worked = table
    .map((plane, p) => ({
      ...plane,
      source: Math.floor(p / remainders),
      last: (p + 1) % remainders === 0,
    }))
    // what no tap reaches is written as zeros if nothing else began it
    .filter(({ source }) => reached.has(source));
  const pass: Pass = {
    makes: [made],
    panel(panel, used) {
      const from = d.at(panel);
      const to = out.at(panel);
      for (const { source, last: whole, begin, end, offset, height, width } of worked) {
        const first = sweep.index + 4 * begin;
        const last = sweep.index + 4 * end;
        const weights = sweep.weight - sweep.index;
        const { inRow, inColumn, outRow, outColumn } = sweep;
        if (add[source] && end > begin)
          kernels.convolveAdd(
            first,
            last,
            weights,
            from,
            inRow,
            inColumn,
            to + offset,
            outRow,
            outColumn,
            height,
            width,
          );
        else if (!add[source])
          kernels.convolve(
            first,
            last,
            weights,
            0,
            Number.NEGATIVE_INFINITY,
            from,
            inRow,
            inColumn,
            to + offset,
            outRow,
            outColumn,
            height,
            width,
          );
        if (whole) made.next?.(panel, source, used);
      }
    },
  };
  return { pass, distribute: () => distributeTo(context, sweep) };
}

function distributeTo({ kernels, parameters }: Context, sweep: SweepDescriptor): void {
  kernels.gather(sweep.edges, sweep.order, parameters.weight, sweep.weight);
}

/** A sweep's planes: their edges, where they begin, rows and columns. */
function tableOf({ arena }: Context, { table, planes }: SweepDescriptor) {
  const rows = arena.integers(table, 5 * planes).slice();
  return Array.from({ length: planes }, (_, p) => {
    const [begin, end, offset, height, width] = rows.subarray(5 * p, 5 * p + 5);
    return { begin: begin!, end: end!, offset: offset!, height: height!, width: width! };
  });
}
