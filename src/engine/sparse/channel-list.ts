import type { Arena } from "./arena.js";

/** Some channels, whose numbers lie in memory: kernels work all of them in one call. */
export interface ChannelList {
  readonly count: number;
  readonly at: number;
}

export function channelList(arena: Arena, channels: readonly number[]): ChannelList {
  return { count: channels.length, at: arena.place(Uint32Array.from(channels)) };
}

/** The places that are marked. */
export function members(marked: Uint8Array): number[] {
  const own: number[] = [];
  for (let i = 0; i < marked.length; i++) if (marked[i]) own.push(i);
  return own;
}
