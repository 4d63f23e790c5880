/** A convolution of a graph of layers at work: over its surviving taps, or tile by tile. */
import type { Convolution } from "../../geometry.js";
import { backPass } from "./back-pass.js";
import { members } from "./channel-list.js";
import type { Context, Worked } from "./graph-context.js";
import type { Node } from "./nodes.js";
import { type ChannelWork, type Pass, takingPass, type WeightedPass } from "./passes.js";
import type { Planes } from "./planes.js";
import { backwardParts, backwardPass, forwardPass, learningPasses } from "./sweep-passes.js";
import { distinct, type Taps } from "./sweeps.js";
import { tiledBackwardPass, tiledForwardPass, tiledGradientPass } from "./tiled-passes.js";
import { isTiled } from "./tiles.js";

export type ConvolutionNode = Extract<Node, { kind: "convolution" }>;

export function convolutionNode(context: Context, number: number, node: ConvolutionNode): Worked {
  const { kernels, channels, values, parameters, statistics } = context;
  const own: Convolution = node.layer;
  const x = values[node.input]!;
  const y = values[number]!;
  const worked = members(channels.used[number]!);
  const live = members(channels.live[number]!);
  const seen = statistics.get(number);
  seen?.claim();
  const taps = tapsOf(context, node.index, channels.used[number]!);
  let some: EdgeTaps | undefined;
  /** Taps that have gradients. */
  const leading = () => {
    some ??=
      live.length === worked.length ? taps : tapsOf(context, node.index, channels.live[number]!);
    return some;
  };
  const isForwardTiled = isTiled(
    "products",
    own,
    taps.row.length,
    taps.sources,
    worked.length,
    own.output,
  );
  const makeForward = isForwardTiled ? tiledForwardPass : forwardPass;
  const bias = parameters.bias + node.bias;
  const forward = makeForward(context, taps, own, x, y, worked, bias, seen);
  let backward: WeightedPass | undefined;

  const sumBiases =
    (d: Planes): ChannelWork =>
    (channels) =>
    (panel) => {
      for (const t of channels)
        kernels.sumPlane(
          d.at(panel) + t * d.plane,
          d.row,
          d.rows,
          d.image.width,
          parameters.lanes + 16 * (bias + t),
        );
    };

  const biasPasses = (d: Planes) => (node.biased ? [takingPass(d, live, sumBiases(d))] : []);

  /** Gradients of the taps and biases. */
  const learn = (d: Planes, tiled: boolean): Pass[] => {
    const taps = leading();
    if (tiled) return [...biasPasses(d), tiledGradientPass(context, taps, own, x, d)];
    return learningPasses(context, taps, own, x, d, live, node.biased ? sumBiases(d) : undefined);
  };

  return {
    forward: [forward.pass],
    distribute() {
      forward.distribute();
      backward?.distribute();
    },
    writes() {
      const own = new Uint8Array(node.layer.sources);
      for (const s of distinct(leading().source)) own[s] = 1;
      return own;
    },
    backward(d, [input]) {
      const taps = leading();
      const { sources, targets, row } = taps;
      const learned = isTiled("gradients", own, row.length, sources, targets, own.output);
      if (!input) return learn(d, learned);
      const tiled = isTiled("products", own, row.length, targets, sources, own.input);
      if (tiled) {
        backward = tiledBackwardPass(context, taps, own, d, input);
        return [...learn(d, learned), backward.pass];
      }
      const parts = backwardParts(context, taps, own, d, input);
      const both = learned ? undefined : backPass(context, parts, own, x, d, input);
      backward = both ?? backwardPass(context, parts, d, input);
      return [...(both ? biasPasses(d) : learn(d, learned)), backward.pass];
    },
  };
}

/** Taps, each with its place in the edge table. */
interface EdgeTaps extends Taps {
  readonly row: Uint32Array;
  /** How many channels they read and lead to. */
  readonly sources: number;
  readonly targets: number;
}

/** A layer's edges whose target is marked. */
function tapsOf({ network, offsets }: Context, layer: number, marked: Uint8Array): EdgeTaps {
  const [begin, end] = [offsets[layer]!, offsets[layer + 1]!];
  const row = new Uint32Array(end - begin);
  let count = 0;
  for (let e = begin; e < end; e++) if (marked[network.target[e]!]) row[count++] = e;
  const source = new Uint32Array(count);
  const target = new Uint32Array(count);
  const tap = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const e = row[i]!;
    source[i] = network.source[e]!;
    target[i] = network.target[e]!;
    tap[i] = network.tap[e]!;
  }
  const [sources, targets] = [source, target].map((channels) => distinct(channels).length);
  return { row: row.subarray(0, count), source, target, tap, sources: sources!, targets: targets! };
}
