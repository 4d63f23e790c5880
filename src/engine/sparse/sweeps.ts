/** The taps of a convolution in the orders in which its planes are computed; assembly/convolution.ts. */

import type { Convolution } from "../../geometry.js";
import { grouped, rowStarts } from "../../grouped.js";
import type { Arena } from "./arena.js";
import type { SweepDescriptor } from "./descriptors.js";
import { UNIT } from "./layer-memory.js";

/** Surviving taps of one convolution, in the order of the edge table. */
export interface Taps {
  /** Each one's channels, as they count in what is read and written. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly tap: Uint16Array | undefined;
  /** Where each one's numbers are; one after another if left out. */
  readonly row?: Uint32Array;
}

/** Bytes from one row, or plane, to the next. */
export interface Steps {
  readonly row: number;
  readonly plane: number;
}

/** One plane a target; offsets count from the first position of the first source. */
export function forwardSweep(
  arena: Arena,
  taps: Taps,
  targets: number,
  { kernel, stride, dilation, top, left, output }: Convolution,
  x: Steps,
  y: Steps,
): SweepDescriptor {
  const { source, target, tap } = taps;
  const order = grouped(target, targets);
  const starts = rowStarts(target, targets);
  const table = Array.from({ length: targets }, (_, t) => [
    starts[t]!,
    starts[t + 1]!,
    t * y.plane,
    output.height,
    output.width,
  ]);
  const index = order.map((e) => {
    const column = tap![e]! % kernel.width;
    const row = (tap![e]! - column) / kernel.width;
    const down = (row * dilation.down - top) * x.row;
    return source[e]! * x.plane + down + (column * dilation.right - left) * UNIT;
  });
  const steps = {
    inRow: stride.down * x.row,
    inColumn: stride.right * UNIT,
    outRow: y.row,
    outColumn: UNIT,
  };
  return sweep(arena, table, index, order, taps.row, steps);
}

/**
 * Input i takes part in output o through tap k where o * stride + k * dilation - top = i. With a stride, inputs
 * of the same remainder use the same taps: a plane of its own for each source and pair of remainders.
 */
export function backwardSweep(
  arena: Arena,
  taps: Taps,
  sources: number,
  { kernel, stride: { down, right }, dilation, top, left, input }: Convolution,
  d: Steps,
  out: Steps,
): SweepDescriptor {
  const { source, target, tap } = taps;
  const offset = (e: number) => {
    const column = tap![e]! % kernel.width;
    const row = (tap![e]! - column) / kernel.width;
    return { y: row * dilation.down - top, x: column * dilation.right - left };
  };
  const remainder = (k: number, step: number) => ((k % step) + step) % step;
  const place = source.map((s, e) => {
    const { y, x } = offset(e);
    return (s * down + remainder(y, down)) * right + remainder(x, right);
  });
  const count = sources * down * right;
  const order = grouped(place, count);
  const starts = rowStarts(place, count);
  const table = Array.from({ length: count }, (_, p) => {
    const px = p % right;
    const py = ((p - px) / right) % down;
    const s = Math.floor(p / (down * right));
    return [
      starts[p]!,
      starts[p + 1]!,
      s * out.plane + py * out.row + px * UNIT,
      Math.max(0, Math.ceil((input.height - py) / down)),
      Math.max(0, Math.ceil((input.width - px) / right)),
    ];
  });
  const index = order.map((e) => {
    const { y, x } = offset(e);
    const [i, j] = [(remainder(y, down) - y) / down, (remainder(x, right) - x) / right];
    return target[e]! * d.plane + i * d.row + j * UNIT;
  });
  const steps = {
    inRow: d.row,
    inColumn: UNIT,
    outRow: down * out.row,
    outColumn: right * UNIT,
  };
  return sweep(arena, table, index, order, taps.row, steps);
}

function sweep(
  arena: Arena,
  table: readonly number[][],
  index: Uint32Array,
  order: Uint32Array,
  row: Uint32Array | undefined,
  steps: { inRow: number; inColumn: number; outRow: number; outColumn: number },
): SweepDescriptor {
  return {
    planes: table.length,
    table: arena.place(Uint32Array.from(table.flat())),
    index: arena.place(index),
    order: arena.place(row ? order.map((e) => row[e]!) : order),
    weight: arena.allocate(4 * order.length),
    edges: order.length,
    ...steps,
  };
}

/** Each channel once, ascending. */
export function distinct(channels: Uint32Array): number[] {
  const marks = new Uint8Array(channels.reduce((most, c) => Math.max(most, c + 1), 0));
  for (const c of channels) marks[c] = 1;
  return Array.from(marks.keys()).filter((c) => marks[c]);
}
