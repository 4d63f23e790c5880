/**
 * A batch is worked in passes over its panels. Passes that work a gradient channel by channel may take each
 * channel from the pass that makes it, while it is in the cache. The sums of a channel are its own, so that
 * the order of channels changes no byte.
 */
import { LANES } from "./parameters.js";
import type { Planes } from "./planes.js";

/** @param used lanes of the panel that hold images. */
export type PanelWork = (panel: number, used: number) => void;

/** Work on all panels of a batch, one after another, and what follows when all are done. */
export interface Pass {
  readonly panel: PanelWork;
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

/** What is done with some channels of each panel. */
export type ChannelWork = (channels: readonly number[]) => PanelWork;

/** Gradients that a pass finishes, some channels after others. */
export interface Made {
  readonly planes: Planes;
  readonly channels: readonly (readonly number[])[];
  /** Of each of those `channels`: to be called when they are finished. */
  next?: readonly PanelWork[];
}

/** Gradients that a pass works, channel by channel in any order. */
export interface Taken {
  readonly planes: Planes;
  readonly channels: readonly number[];
  readonly work: ChannelWork;
  /** Those that no other pass hands over. */
  rest: PanelWork | undefined;
}

/** @param channels to be worked. */
export function takingPass(planes: Planes, channels: readonly number[], work: ChannelWork): Pass {
  const takes: Taken = { planes, channels, work, rest: work(channels) };
  return { takes, panel: (panel, used) => takes.rest?.(panel, used) };
}

/** Joins each pass that takes channels to the one right before it, where that adds the last to them. */
export function handOver(passes: readonly Pass[]): void {
  passes.forEach(({ takes }, i) => {
    const made = passes[i - 1]?.makes?.findLast(({ planes }) => planes === takes?.planes);
    if (!made || !takes) return;
    const wanted = new Set(takes.channels);
    made.next = made.channels.map((own) => takes.work(own.filter((c) => wanted.has(c))));
    for (const c of made.channels.flat()) wanted.delete(c);
    takes.rest = wanted.size > 0 ? takes.work([...wanted]) : undefined;
  });
}

/** Passes that a panel goes through one after another, before the next panel does. */
export interface Stretch {
  readonly work: readonly PanelWork[];
  after?(images: number): void;
}

/** Passes up to each that waits. */
export function inStretches(passes: readonly Pass[]): Stretch[] {
  const stretches: Stretch[] = [];
  let work: PanelWork[] = [];
  for (const pass of passes) {
    work.push(pass.panel);
    if (!pass.after) continue;
    stretches.push({ work, after: (images) => pass.after!(images) });
    work = [];
  }
  return work.length > 0 ? [...stretches, { work }] : stretches;
}

/** Every other one begins with the last panel: what was worked last is still in a cache. */
export function runStretches(stretches: readonly Stretch[], images: number): void {
  const panels = Math.ceil(images / LANES);
  stretches.forEach(({ work, after }, s) => {
    for (let i = 0; i < panels; i++) {
      const panel = s % 2 === 1 ? panels - 1 - i : i;
      const used = Math.min(LANES, images - panel * LANES);
      for (const own of work) own(panel, used);
    }
    after?.(images);
  });
}
