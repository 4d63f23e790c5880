/** Passes of a convolution of a graph of layers that is worked tile by tile: all its channels in one call. */
import type { Convolution } from "../../geometry.js";
import type { BatchStatistics } from "./batch-statistics.js";
import type { Context, GradientOf } from "./graph-context.js";
import type { Made, Pass, WeightedPass } from "./passes.js";
import type { Planes } from "./planes.js";
import { distinct, type Taps } from "./sweeps.js";
import { backwards, forwards, tiled } from "./tiles.js";

/**
 * @param targets channels to be worked. @param bias place of the first channel's among the parameters.
 * @param statistics those that take in the channels that are worked.
 */
export function tiledForwardPass(
  { arena, scratch, kernels, parameters }: Context,
  taps: Taps,
  own: Convolution,
  x: Planes,
  y: Planes,
  targets: readonly number[],
  bias: number,
  statistics: BatchStatistics | undefined,
): WeightedPass {
  const address = (t: number) => parameters.weight + 4 * (bias + t);
  const written = { channels: targets, steps: y, bias: address };
  const descriptor = tiled(arena, scratch, forwards(taps, own), x, written, "products");
  const see = statistics?.taking(targets);
  return {
    distribute: () => kernels.tiledDistribute(descriptor, parameters.weight),
    pass: {
      panel(panel, used) {
        kernels.tiledForward(descriptor, x.at(panel), y.at(panel), Number.NEGATIVE_INFINITY);
        see?.(panel, used);
      },
    },
  };
}

/** The gradients of the taps, from those of the targets' values. */
export function tiledGradientPass(
  { arena, scratch, kernels, parameters }: Context,
  taps: Taps,
  own: Convolution,
  x: Planes,
  d: Planes,
): Pass {
  const written = { channels: distinct(taps.target), steps: d, bias: () => 0 };
  const descriptor = tiled(arena, scratch, forwards(taps, own), x, written, "gradients");
  return {
    panel(panel) {
      kernels.tiledGradient(descriptor, x.at(panel), d.at(panel), parameters.lanes);
    },
  };
}

/** The gradients of the convolution's inputs. */
export function tiledBackwardPass(
  { arena, scratch, kernels, parameters }: Context,
  taps: Taps,
  own: Convolution,
  d: Planes,
  { planes: out, add }: GradientOf,
): WeightedPass {
  const reached = distinct(taps.source);
  const nothing = arena.allocate(4);
  const written = {
    channels: reached,
    steps: out,
    bias: () => nothing,
    add: (s: number) => add[s] === 1,
  };
  const descriptor = tiled(arena, scratch, backwards(taps, own), d, written, "products");
  const made: Made = { planes: out, channels: [reached] };
  return {
    distribute: () => kernels.tiledDistribute(descriptor, parameters.weight),
    pass: {
      makes: [made],
      panel(panel, used) {
        kernels.tiledForward(descriptor, d.at(panel), out.at(panel), Number.NEGATIVE_INFINITY);
        made.next?.[0]?.(panel, used);
      },
    },
  };
}
