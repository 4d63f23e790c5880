/** Mean and variance of each channel of a batch, panel by panel: assembly/moments.ts. */

import type { Arena } from "./arena.js";
import { channelList } from "./channel-list.js";
import type { Kernels } from "./kernels.js";
import type { ChannelWork } from "./passes.js";
import type { Planes } from "./planes.js";

/** Bytes of a channel's three numbers. */
const MOMENTS = 24;

export class BatchStatistics {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #planes: Planes;
  readonly #moments: number;
  #claimed = false;

  constructor(kernels: Kernels, arena: Arena, planes: Planes) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#planes = planes;
    this.#moments = arena.allocate(MOMENTS * planes.image.channels);
  }

  /** True for the first who asks: that one has to add every channel. */
  claim(): boolean {
    const free = !this.#claimed;
    this.#claimed = true;
    return free;
  }

  clear(): void {
    this.#arena.bytes(this.#moments, MOMENTS * this.#planes.image.channels).fill(0);
  }

  /** Address of a channel's numbers. */
  readonly of = (channel: number): number => this.#moments + MOMENTS * channel;

  /** Takes in some channels of a panel, of which so many lanes hold images. */
  readonly taking: ChannelWork = (channels) => {
    const { at, rows, length, row, plane } = this.#planes;
    const list = channelList(this.#arena, channels);
    return (panel, used) =>
      this.#kernels.addMoments(
        list.count,
        list.at,
        rows,
        length,
        at(panel),
        row,
        plane,
        used,
        this.#moments,
      );
  };

  /** Of each channel how many values, their mean, and the sum of squared deviations from it, one after another. */
  moments(): Float64Array {
    return this.#arena.doubles(this.#moments, (MOMENTS / 8) * this.#planes.image.channels);
  }
}
