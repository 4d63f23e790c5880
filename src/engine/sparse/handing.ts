/**
 * Passes that work a gradient channel by channel may take each channel from the pass that makes it, while
 * it is in the cache. The sums of a channel are its own, so that the order of channels changes no byte.
 */
import type { Pass } from "./graph-context.js";
import type { Planes } from "./planes.js";

export type ChannelWork = (panel: number, channel: number, used: number) => void;

/** Gradients that a pass finishes channel by channel. */
export interface Made {
  readonly planes: Planes;
  /** Those channels that it finishes. */
  readonly channels: Uint8Array;
  /** To be called with each of them. */
  next?: ChannelWork;
}

/** Gradients that a pass works channel by channel. */
export interface Taken {
  readonly planes: Planes;
  readonly work: ChannelWork;
  /** Channels that another pass hands over. */
  handed?: Uint8Array;
}

/** @param channels to be worked. */
export function takingPass(planes: Planes, channels: readonly number[], work: ChannelWork): Pass {
  const takes: Taken = { planes, work };
  return {
    takes,
    panel(panel, used) {
      for (const c of channels) if (!takes.handed?.[c]) work(panel, c, used);
    },
  };
}

/** Joins each pass that takes channels to the one right before it, where that adds the last to them. */
export function handOver(passes: readonly Pass[]): void {
  passes.forEach(({ takes }, i) => {
    const made = passes[i - 1]?.makes?.findLast(({ planes }) => planes === takes?.planes);
    if (!made || !takes) return;
    made.next = takes.work;
    takes.handed = made.channels;
  });
}
