/** A convolution of a graph of layers at work, panel by panel. */
import type { Convolution } from "../../geometry.js";
import type { SweepDescriptor } from "./descriptors.js";
import type { Context, GradientOf, Worked } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import type { Node } from "./nodes.js";
import { type ChannelWork, type Made, type Pass, takingPass } from "./passes.js";
import type { Planes } from "./planes.js";
import { backwardSweep, forwardSweep, type Taps } from "./sweeps.js";

export type ConvolutionNode = Extract<Node, { kind: "convolution" }>;

export function convolutionNode(context: Context, number: number, node: ConvolutionNode): Worked {
  const { arena, kernels, channels, values, parameters, statistics } = context;
  const own: Convolution = node.layer;
  const x = values[node.input]!;
  const y = values[number]!;
  const taps = tapsOf(context, node.index, channels.used[number]!);
  const forward = forwardSweep(arena, taps, own.targets, own, x, y);
  const planes = tableOf(context, forward);
  const worked = members(channels.used[number]!);
  const live = members(channels.live[number]!);
  const seen = statistics.get(number);
  seen?.claim();
  const bias = new Float32Array(own.targets);
  let backward: SweepDescriptor | undefined;

  const distribute = () => {
    kernels.gather(forward.edges, forward.order, parameters.weight, forward.weight);
    if (backward)
      kernels.gather(backward.edges, backward.order, parameters.weight, backward.weight);
    const first = parameters.weight + 4 * (parameters.bias + node.bias);
    bias.set(arena.floats(first, own.targets));
  };

  const compute = (panel: number, used: number) => {
    const from = x.at(panel);
    const to = y.at(panel);
    for (const t of worked) {
      const { begin, end, offset } = planes[t]!;
      kernels.convolve(
        forward.index + 4 * begin,
        forward.index + 4 * end,
        forward.weight - forward.index,
        bias[t]!,
        Number.NEGATIVE_INFINITY,
        from,
        forward.inRow,
        forward.inColumn,
        to + offset,
        forward.outRow,
        UNIT,
        own.output.height,
        own.output.width,
      );
      seen?.add(panel, t, used);
    }
  };

  /** Gradients of the taps and biases. */
  const learn =
    (d: Planes): ChannelWork =>
    (panel, t) => {
      const { begin, end } = planes[t]!;
      const slope = d.at(panel) + t * d.plane;
      if (node.biased)
        kernels.sumPlane(
          slope,
          d.row,
          d.rows,
          d.image.width,
          parameters.lanes + 16 * (parameters.bias + node.bias + t),
        );
      kernels.correlate(
        forward.index + 4 * begin,
        forward.index + 4 * end,
        forward.order - forward.index,
        x.at(panel),
        forward.inRow,
        forward.inColumn,
        slope,
        d.row,
        d.rows,
        d.image.width,
        parameters.lanes,
      );
    };

  return {
    forward: [{ panel: compute }],
    distribute,
    writes: () => sourcesOf(context, node, channels.live[number]!),
    backward(d, [input]) {
      const passes: Pass[] = [takingPass(d, live, learn(d))];
      if (input) {
        const leading = tapsOf(context, node.index, channels.live[number]!);
        backward = backwardSweep(arena, leading, own.sources, own, d, input.planes);
        passes.push(inputGradient(context, own, backward, d, input));
      }
      return passes;
    },
  };
}

/** The gradients of a convolution's inputs, plane by plane of its backward sweep. */
function inputGradient(
  context: Context,
  { stride }: Convolution,
  sweep: SweepDescriptor,
  d: Planes,
  { planes: out, add }: GradientOf,
): Pass {
  const { kernels } = context;
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
  return {
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
}

/** A layer's edges whose target is marked. */
function tapsOf(
  { network, offsets }: Context,
  layer: number,
  marked: Uint8Array,
): Taps & { row: Uint32Array } {
  const row = Uint32Array.from(
    { length: offsets[layer + 1]! - offsets[layer]! },
    (_, i) => offsets[layer]! + i,
  ).filter((e) => marked[network.target[e]!]);
  return {
    row,
    source: row.map((e) => network.source[e]!),
    target: row.map((e) => network.target[e]!),
    tap: Uint16Array.from(row, (e) => network.tap[e]!),
  };
}

/** Marks the channels from which an edge leads to a marked target. */
function sourcesOf(context: Context, { index, layer }: ConvolutionNode, marked: Uint8Array) {
  const own = new Uint8Array(layer.sources);
  for (const s of tapsOf(context, index, marked).source) own[s] = 1;
  return own;
}

/** A sweep's planes: their edges, where they begin, rows and columns. */
function tableOf({ arena }: Context, { table, planes }: SweepDescriptor) {
  const rows = arena.integers(table, 5 * planes).slice();
  return Array.from({ length: planes }, (_, p) => {
    const [begin, end, offset, height, width] = rows.subarray(5 * p, 5 * p + 5);
    return { begin: begin!, end: end!, offset: offset!, height: height!, width: width! };
  });
}

/** The places that are marked. */
export function members(marked: Uint8Array): number[] {
  return Array.from(marked.keys()).filter((i) => marked[i]);
}
