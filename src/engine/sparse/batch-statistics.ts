/** Mean and variance of each channel of a batch, panel by panel: assembly/moments.ts. */

import type { Arena } from "./arena.js";
import type { Kernels } from "./kernels.js";
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

  /** Takes in one channel of a panel, of which so many lanes hold images. */
  add(panel: number, channel: number, used: number): void {
    const { at, rows, length, row, plane } = this.#planes;
    const start = at(panel) + channel * plane;
    this.#kernels.addMoments(rows, length, start, row, used, this.#moments + MOMENTS * channel);
  }

  /** Of each channel how many values, their mean, and the sum of squared deviations from it, one after another. */
  moments(): Float64Array {
    return this.#arena.doubles(this.#moments, (MOMENTS / 8) * this.#planes.image.channels);
  }
}
