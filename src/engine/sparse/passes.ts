/**
 * A batch is worked in passes over its panels. Passes that work a gradient channel by channel may take each
 * channel from the pass that makes it, while it is in the cache. The sums of a channel are its own, so that
 * the order of channels changes no byte.
 */
import { LANES } from "./parameters.js";
import type { Planes } from "./planes.js";

/** Work on all panels of a batch, one after another, and what follows when all are done. */
export interface Pass {
  /** @param used lanes of the panel that hold images. */
  panel(panel: number, used: number): void;
  /** The next pass needs all panels. @param images of the batch. */
  after?(images: number): void;
  readonly makes?: readonly Made[];
  readonly takes?: Taken;
}

/** A pass whose weights have an order of their own. */
export interface WeightedPass {
  readonly pass: Pass;
  /** After each change of weights. */
  distribute(): void;
}

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

/**
 * Panel by panel all passes up to one that waits, then on, from the last panel back: what was worked last is still
 * in a cache.
 */
export function runPasses(passes: readonly Pass[], images: number): void {
  const panels = Math.ceil(images / LANES);
  let begin = 0;
  let back = false;
  while (begin < passes.length) {
    const wait = passes.findIndex(({ after }, i) => i >= begin && after);
    const end = wait < 0 ? passes.length : wait + 1;
    for (let i = 0; i < panels; i++) {
      const panel = back ? panels - 1 - i : i;
      const used = Math.min(LANES, images - panel * LANES);
      for (let p = begin; p < end; p++) passes[p]!.panel(panel, used);
    }
    back = !back;
    passes[end - 1]!.after?.(images);
    begin = end;
  }
}
