/** The taps of a convolution in the orders in which its planes are computed; assembly/convolution.ts. */
import { grouped, rowStarts } from "../../grouped.js";
import { area, type Convolution } from "../../layers.js";
import type { Arena } from "./arena.js";
import type { SweepDescriptor } from "./descriptors.js";
import { UNIT } from "./layer-memory.js";
import type { LayerPlan } from "./plan.js";

/** One plane a target; offsets count from the first position of the first source. */
export function forwardSweep(
  arena: Arena,
  { source, target, targets, tap }: LayerPlan,
  { kernel, stride, top, left, output }: Convolution,
  { xRow, xPlane }: { xRow: number; xPlane: number },
  y: { readonly plane: number; readonly row: number },
): SweepDescriptor {
  const order = grouped(target, targets.length);
  const starts = rowStarts(target, targets.length);
  const table = Array.from(targets, (_, t) => [
    starts[t]!,
    starts[t + 1]!,
    t * y.plane,
    output.height,
    output.width,
  ]);
  const index = order.map((e) => {
    const column = tap![e]! % kernel.width;
    const row = (tap![e]! - column) / kernel.width;
    return source[e]! * xPlane + (row - top) * xRow + (column - left) * UNIT;
  });
  const steps = {
    inRow: stride.down * xRow,
    inColumn: stride.right * UNIT,
    outRow: y.row,
    outColumn: UNIT,
  };
  return sweep(arena, table, index, order, steps);
}

/**
 * Input i takes part in output o through tap k where o * stride + k - top = i. With a stride, inputs
 * of the same remainder use the same taps: a plane of its own for each source and pair of remainders.
 */
export function backwardSweep(
  arena: Arena,
  { source, target, sources, tap }: LayerPlan,
  { kernel, stride: { down, right }, top, left, input }: Convolution,
  d: { readonly plane: number; readonly row: number },
): SweepDescriptor {
  const remainder = (k: number, zeros: number, step: number) =>
    (((k - zeros) % step) + step) % step;
  const place = source.map((s, e) => {
    const column = tap![e]! % kernel.width;
    const row = (tap![e]! - column) / kernel.width;
    return (s * down + remainder(row, top, down)) * right + remainder(column, left, right);
  });
  const count = sources.length * down * right;
  const order = grouped(place, count);
  const starts = rowStarts(place, count);
  const table = Array.from({ length: count }, (_, p) => {
    const px = p % right;
    const py = ((p - px) / right) % down;
    const s = Math.floor(p / (down * right));
    return [
      starts[p]!,
      starts[p + 1]!,
      (s * area(input) + py * input.width + px) * UNIT,
      Math.max(0, Math.ceil((input.height - py) / down)),
      Math.max(0, Math.ceil((input.width - px) / right)),
    ];
  });
  const index = order.map((e) => {
    const column = tap![e]! % kernel.width;
    const row = (tap![e]! - column) / kernel.width;
    const y = (remainder(row, top, down) + top - row) / down;
    const x = (remainder(column, left, right) + left - column) / right;
    return target[e]! * d.plane + y * d.row + x * UNIT;
  });
  const steps = {
    inRow: d.row,
    inColumn: UNIT,
    outRow: down * input.width * UNIT,
    outColumn: right * UNIT,
  };
  return sweep(arena, table, index, order, steps);
}

function sweep(
  arena: Arena,
  table: readonly number[][],
  index: Uint32Array,
  order: Uint32Array,
  steps: { inRow: number; inColumn: number; outRow: number; outColumn: number },
): SweepDescriptor {
  return {
    planes: table.length,
    table: arena.place(Uint32Array.from(table.flat())),
    index: arena.place(index),
    order: arena.place(order),
    weight: arena.allocate(4 * order.length),
    edges: order.length,
    ...steps,
  };
}
