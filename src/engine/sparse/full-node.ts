/** A fully connected layer of a graph of layers at work, panel by panel. */

import { area } from "../../geometry.js";
import { grouped, rowStarts } from "../../grouped.js";
import type { Context, GradientOf, Worked } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import type { Node } from "./nodes.js";
import type { Pass } from "./passes.js";
import { type Planes, runsOf } from "./planes.js";
import { clear } from "./settle.js";

export function fullNode(
  context: Context,
  number: number,
  node: Extract<Node, { kind: "full" }>,
): Worked {
  const { arena, kernels, network, offsets, channels, values, parameters, statistics } = context;
  const { sources, targets } = node.layer;
  const [begin, end] = [offsets[node.index]!, offsets[node.index + 1]!];
  const source = network.source.subarray(begin, end);
  const target = network.target.subarray(begin, end);
  const x = values[node.input]!;
  const y = values[number]!;
  const order = grouped(target, targets);
  const byTarget = arena.place(rowStarts(target, targets));
  const bySource = arena.place(rowStarts(source, sources));
  const places = arena.place(order.map((e) => offsetOf(x, source[e]!)));
  const orders = arena.place(order.map((e) => begin + e));
  const weights = arena.allocate(4 * order.length);
  const bias = parameters.weight + 4 * (parameters.bias + node.bias);
  const seen = statistics.get(number);
  seen?.claim();
  const see = seen?.taking(Array.from({ length: targets }, (_, t) => t));
  const dead = Array.from({ length: targets }, (_, t) => t).filter(
    (t) => !channels.live[number]![t],
  );

  /** What dead units alone read was not worked: times nothing it has to be nothing. */
  const worked = { planes: x, add: channels.used[node.input]! };

  const compute = (panel: number, used: number) => {
    const to = y.at(panel);
    clear(context, worked, panel);
    for (const { first, count, offset } of runsOf(y))
      kernels.multiplyBias(
        count,
        byTarget + 4 * first,
        places,
        weights,
        bias + 4 * first,
        x.at(panel),
        to + offset,
      );
    see?.(panel, used);
  };

  /** Gradients of weights and biases; those of dead units are not known, and nothing. */
  const learn = (d: Planes, into: number) => (panel: number) => {
    const from = d.at(panel);
    for (const t of dead) kernels.fillRows(1, UNIT, 0, from + t * d.plane, d.row);
    const lanes = parameters.lanes + 16 * (parameters.bias + node.bias);
    if (node.biased)
      for (const { first, count, offset } of runsOf(d))
        kernels.accumulateBias(count, from + offset, lanes + 16 * first);
    for (const { first, count, offset } of runsOf(x))
      kernels.accumulate(
        count,
        bySource + 4 * first,
        into,
        x.at(panel) + offset,
        from,
        parameters.lanes + 16 * begin,
      );
  };

  const inputGradient = (d: Planes, into: number, { planes, add }: GradientOf): Pass => {
    const inChannel = area(planes.image);
    const runs = runsOf(planes, !add.includes(1) || !add.includes(0));
    return {
      panel(panel) {
        const to = planes.at(panel);
        for (const { first, count, offset } of runs) {
          const multiply = add[Math.floor(first / inChannel)]
            ? kernels.multiplyAdd
            : kernels.multiply;
          const row = bySource + 4 * first;
          const own = parameters.weight + 4 * begin;
          multiply(count, row, row + 4, into, own, d.at(panel), to + offset);
        }
      },
    };
  };

  return {
    forward: [{ panel: compute }],
    distribute: () => kernels.gather(order.length, orders, parameters.weight, weights),
    writes: () => new Uint8Array(x.image.channels).fill(1),
    backward(d, [input]) {
      const into = arena.place(target.map((t) => t * d.plane));
      const passes: Pass[] = [{ panel: learn(d, into) }];
      if (input) passes.push(inputGradient(d, into, input));
      return passes;
    },
  };
}

/** Of a value, channel by channel, row by row. */
function offsetOf({ image, row, plane }: Planes, value: number): number {
  const positions = area(image);
  const position = value % positions;
  const column = position % image.width;
  return (
    ((value - position) / positions) * plane +
    ((position - column) / image.width) * row +
    column * UNIT
  );
}
