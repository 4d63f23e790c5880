/** The taps of a convolution in the orders in which its planes are computed; assembly/convolution.ts. */

import type { Convolution, Plane } from "../../geometry.js";
import { grouped, rowStarts } from "../../grouped.js";
import type { Arena } from "./arena.js";
import { members } from "./channel-list.js";
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
  const table = new Uint32Array(5 * targets);
  for (let t = 0; t < targets; t++)
    setPlane(table, t, starts, t * y.plane, output.height, output.width);
  const offsets = eachTap(
    kernel,
    (row, column) => (row * dilation.down - top) * x.row + (column * dilation.right - left) * UNIT,
  );
  const index = new Uint32Array(order.length);
  for (let i = 0; i < index.length; i++) {
    const e = order[i]!;
    index[i] = source[e]! * x.plane + offsets[tap![e]!]!;
  }
  const steps = {
    inRow: stride.down * x.row,
    inColumn: stride.right * UNIT,
    outRow: y.row,
    outColumn: UNIT,
  };
  return sweep(arena, table, index, order, taps.row, steps);
}

/** And how many rows below a position each edge reads, which may be less than none. */
export interface BackwardSweep extends SweepDescriptor {
  readonly rowsBelow: Int32Array;
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
): BackwardSweep {
  const { source, target, tap } = taps;
  const remainder = (k: number, step: number) => ((k % step) + step) % step;
  const remainders = eachTap(
    kernel,
    (row, column) =>
      remainder(row * dilation.down - top, down) * right +
      remainder(column * dilation.right - left, right),
  );
  const below = (first: number, step: number) => (remainder(first, step) - first) / step;
  const rows = eachTap(kernel, (row) => below(row * dilation.down - top, down));
  const columns = eachTap(kernel, (_, column) => below(column * dilation.right - left, right));
  const place = new Uint32Array(source.length);
  for (let e = 0; e < place.length; e++)
    place[e] = source[e]! * down * right + remainders[tap![e]!]!;
  const count = sources * down * right;
  const order = grouped(place, count);
  const starts = rowStarts(place, count);
  const table = new Uint32Array(5 * count);
  for (let p = 0; p < count; p++) {
    const px = p % right;
    const py = ((p - px) / right) % down;
    const s = Math.floor(p / (down * right));
    const height = Math.max(0, Math.ceil((input.height - py) / down));
    const width = Math.max(0, Math.ceil((input.width - px) / right));
    setPlane(table, p, starts, s * out.plane + py * out.row + px * UNIT, height, width);
  }
  const index = new Uint32Array(order.length);
  const rowsBelow = new Int32Array(order.length);
  for (let i = 0; i < index.length; i++) {
    const e = order[i]!;
    const k = tap![e]!;
    index[i] = target[e]! * d.plane + rows[k]! * d.row + columns[k]! * UNIT;
    rowsBelow[i] = rows[k]!;
  }
  const steps = {
    inRow: d.row,
    inColumn: UNIT,
    outRow: down * out.row,
    outColumn: right * UNIT,
  };
  return { ...sweep(arena, table, index, order, taps.row, steps), rowsBelow };
}

/** A number for each tap of a kernel. */
function eachTap(kernel: Plane, of: (row: number, column: number) => number): Float64Array {
  return Float64Array.from({ length: kernel.height * kernel.width }, (_, k) =>
    of(Math.floor(k / kernel.width), k % kernel.width),
  );
}

/** Of a plane: where its edges begin and end, the offset of what is written, rows and columns. */
function setPlane(
  table: Uint32Array,
  plane: number,
  starts: Uint32Array,
  offset: number,
  height: number,
  width: number,
): void {
  const at = 5 * plane;
  table[at] = starts[plane]!;
  table[at + 1] = starts[plane + 1]!;
  table[at + 2] = offset;
  table[at + 3] = height;
  table[at + 4] = width;
}

function sweep(
  arena: Arena,
  table: Uint32Array,
  index: Uint32Array,
  order: Uint32Array,
  row: Uint32Array | undefined,
  steps: { inRow: number; inColumn: number; outRow: number; outColumn: number },
): SweepDescriptor {
  return {
    planes: table.length / 5,
    table: arena.place(table),
    index: arena.place(index),
    order: arena.place(row ? chosen(row, order) : order),
    weight: arena.allocate(4 * order.length),
    edges: order.length,
    inRow: steps.inRow,
    inColumn: steps.inColumn,
    outRow: steps.outRow,
    outColumn: steps.outColumn,
  };
}

function chosen(values: Uint32Array, places: Uint32Array): Uint32Array {
  const own = new Uint32Array(places.length);
  for (let i = 0; i < own.length; i++) own[i] = values[places[i]!]!;
  return own;
}

/** Each channel once, ascending. */
export function distinct(channels: Uint32Array): number[] {
  let most = 0;
  for (let i = 0; i < channels.length; i++) most = Math.max(most, channels[i]! + 1);
  const marks = new Uint8Array(most);
  for (let i = 0; i < channels.length; i++) marks[channels[i]!] = 1;
  return members(marks);
}
