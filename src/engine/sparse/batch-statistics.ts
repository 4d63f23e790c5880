/** Mean and variance of each channel of a batch, panel by panel (Chan, Golub & LeVeque 1979). */

import type { Kernels } from "./kernels.js";
import { UNIT } from "./layer-memory.js";
import type { Planes } from "./planes.js";

export class BatchStatistics {
  /** Values of a channel so far; means; sums of squared deviations from them. */
  readonly count: Float64Array;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
  readonly #kernels: Kernels;
  readonly #planes: Planes;
  #claimed = false;

  constructor(kernels: Kernels, planes: Planes) {
    const { channels } = planes.image;
    this.#kernels = kernels;
    this.#planes = planes;
    this.count = new Float64Array(channels);
    this.mean = new Float64Array(channels);
    this.squares = new Float64Array(channels);
  }

  /** True for the first who asks: that one has to add every channel. */
  claim(): boolean {
    const free = !this.#claimed;
    this.#claimed = true;
    return free;
  }

  clear(): void {
    this.count.fill(0);
    this.mean.fill(0);
    this.squares.fill(0);
  }

  /** Takes in one channel of a panel, of which so many lanes hold images. */
  add(panel: number, channel: number, used: number): void {
    const { rows, length, row, plane } = this.#planes;
    const start = this.#planes.at(panel) + channel * plane;
    const n = (rows * length * used) / UNIT;
    const mean = this.#kernels.sumRows(rows, length, start, row, used) / n;
    const near = Math.fround(mean); // what the kernel reads of it
    const around = this.#kernels.sumSquares(rows, length, start, row, near, used);
    const squares = Math.max(0, around - n * (near - mean) * (near - mean));
    const before = this.count[channel]!;
    const all = before + n;
    const apart = mean - this.mean[channel]!;
    this.count[channel] = all;
    this.mean[channel]! += (apart * n) / all;
    this.squares[channel]! += squares + (apart * apart * before * n) / all;
  }
}
