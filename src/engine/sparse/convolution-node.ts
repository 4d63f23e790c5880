/** A convolution of a graph of layers at work: over its surviving taps, or tile by tile. */
import type { Convolution } from "../../geometry.js";
import type { Context, Worked } from "./graph-context.js";
import type { Node } from "./nodes.js";
import { type ChannelWork, type Pass, takingPass, type WeightedPass } from "./passes.js";
import type { Planes } from "./planes.js";
import { backwardPass, forwardPass, learningWork } from "./sweep-passes.js";
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
  const see: ChannelWork = (panel, t, used) => seen?.add(panel, t, used);
  const taps = tapsOf(context, node.index, channels.used[number]!);
  const sources = distinct(taps.source);
  const forwardIsTiled = isTiled(own, taps.row.length, sources.length, worked.length, own.output);
  const makeForward = forwardIsTiled ? tiledForwardPass : forwardPass;
  const bias = parameters.bias + node.bias;
  const forward = makeForward(context, taps, own, x, y, worked, bias, see);
  let backward: WeightedPass | undefined;

  const sumBiases =
    (d: Planes): ChannelWork =>
    (panel, t) =>
      kernels.sumPlane(
        d.at(panel) + t * d.plane,
        d.row,
        d.rows,
        d.image.width,
        parameters.lanes + 16 * (bias + t),
      );

  /** Gradients of the taps and biases. */
  const learn = (d: Planes, leading: EdgeTaps): Pass[] => {
    const targets = distinct(leading.target);
    const sources = distinct(leading.source).length;
    if (isTiled(own, leading.row.length, sources, targets.length, own.output))
      return [
        ...(node.biased ? [takingPass(d, live, sumBiases(d))] : []),
        tiledGradientPass(context, leading, own, x, d, targets),
      ];
    const correlate = learningWork(context, leading, own, x, d);
    const both: ChannelWork = (panel, t, used) => {
      if (node.biased) sumBiases(d)(panel, t, used);
      correlate(panel, t, used);
    };
    return [takingPass(d, live, both)];
  };

  return {
    forward: [forward.pass],
    distribute() {
      forward.distribute();
      backward?.distribute();
    },
    writes: () => sourcesOf(context, node, channels.live[number]!),
    backward(d, [input]) {
      const leading = tapsOf(context, node.index, channels.live[number]!);
      const passes = learn(d, leading);
      if (input) {
        const reached = distinct(leading.source);
        const targets = distinct(leading.target).length;
        const tiled = isTiled(own, leading.row.length, targets, reached.length, own.input);
        const make = tiled ? tiledBackwardPass : backwardPass;
        backward = make(context, leading, own, d, input);
        passes.push(backward.pass);
      }
      return passes;
    },
  };
}

/** Taps, each with its place in the edge table. */
type EdgeTaps = Taps & { readonly row: Uint32Array };

/** A layer's edges whose target is marked. */
function tapsOf({ network, offsets }: Context, layer: number, marked: Uint8Array): EdgeTaps {
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

/** The places that are marked. */
export function members(marked: Uint8Array): number[] {
  return Array.from(marked.keys()).filter((i) => marked[i]);
}
