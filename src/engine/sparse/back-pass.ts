/**
 * The way back through a convolution of a graph of layers in one pass: gradients of what it reads and of its taps read the
 * same gradients of its outputs, which are loaded once for both (assembly/convolve-back.ts).
 */
import type { Convolution } from "../../geometry.js";
import { writeBack } from "./descriptors.js";
import type { Context, GradientOf, Passing } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import type { Made, Pass, WeightedPass } from "./passes.js";
import type { Planes } from "./planes.js";
import type { SweptPlane } from "./sweep-parts.js";
import { type BackwardParts, distributeTo, isFar } from "./sweep-passes.js";

/** Rows of which a tap's products are summed together; what a call of the kernel takes at most. */
const ROWS = 4;
const MOST_EDGES = 2048;
const MOST_PLANES = 256;
const MOST_COLUMNS = 256;

/**
 * @param x what is read, if it is not passing. @param d gradients of what the convolution writes.
 * @returns nothing where one call has not the room.
 */
export function backPass(
  context: Context,
  back: BackwardParts,
  own: Convolution,
  x: Planes,
  d: Planes,
  input: GradientOf,
): WeightedPass | undefined {
  if (!back.parts.every(({ planes, width }) => fits(planes, width))) return undefined;
  const passing = mayTake(own, input) ? input.passing : undefined;
  if (passing) passing.taken = marks(own.sources, back.worked);
  return {
    pass: passOf(context, own, passing?.planes ?? x, d, input.planes, back, passing),
    distribute: () => distributeTo(context, back.sweep),
  };
}

function fits(planes: readonly SweptPlane[], width: number): boolean {
  const edges = planes.at(-1)!.end - planes[0]!.begin;
  return edges <= MOST_EDGES && planes.length <= MOST_PLANES && width <= MOST_COLUMNS;
}

/** With a stride a plane is worked in parts, and its sums would be others. */
function mayTake({ stride }: Convolution, { add }: GradientOf): boolean {
  return stride.down === 1 && stride.right === 1 && !add.includes(1);
}

function marks(channels: number, planes: readonly SweptPlane[]): Uint8Array {
  const marked = new Uint8Array(channels);
  for (const { channel } of planes) marked[channel] = 1;
  return marked;
}

function passOf(
  context: Context,
  own: Convolution,
  x: Planes,
  d: Planes,
  out: Planes,
  { sweep, parts, finished }: BackwardParts,
  passing: Passing | undefined,
): Pass {
  const { arena, kernels, parameters, panels } = context;
  const by = passing?.by;
  const places = parts.map(({ count, planes, add, height, width }) => {
    const rows = planes.map((plane) => rowOf(plane, x, out, by?.known));
    return writeBack(arena, {
      count,
      planes: arena.place(Uint32Array.from(rows.flat())),
      index: sweep.index,
      weight: sweep.weight,
      order: sweep.order,
      folds: arena.place(folds(sweep.rowsBelow, planes[0]!.begin, planes.at(-1)!.end)),
      add: add ? 1 : 0,
      dRow: sweep.inRow,
      outRow: sweep.outRow,
      outColumn: sweep.outColumn,
      height,
      width,
      xRow: own.stride.down * x.row,
      xColumn: own.stride.right * UNIT,
      lanes: parameters.lanes,
      factor: by?.factor ?? 0,
      shift: by?.shift ?? 0,
      mean: by?.mean ?? 0,
      sums: by?.sums ?? 0,
      ahead: x.panels < panels ? 0 : 1, // what has just been made for a panel is in a cache
      far: isFar(out) ? 1 : 0,
    });
  });
  const made: Made = { planes: out, channels: finished };
  return {
    makes: passing ? [] : [made],
    panel(panel, used) {
      places.forEach((back, i) => {
        kernels.convolveBack(back, d.at(panel), out.at(panel), x.at(panel));
        made.next?.[i]?.(panel, used);
      });
    },
  };
}

/** Of a plane: its edges, where its gradients and what was read lie, whether that is a number, and its channel. */
function rowOf(
  { begin, end, offset, channel }: SweptPlane,
  x: Planes,
  out: Planes,
  known: Uint8Array | undefined,
): number[] {
  const within = offset - channel * out.plane;
  const column = within % out.row;
  const read = channel * x.plane + ((within - column) / out.row) * x.row + column;
  return [begin, end, offset, read, known?.[channel] ?? 0, channel];
}

/**
 * Lists of edges, counted from the first, whose sums end before the same of every four rows: those of four rows of the
 * outputs, which an edge reads some rows below.
 */
function folds(rowsBelow: Int32Array, begin: number, end: number): Uint32Array {
  const groups = Array.from({ length: ROWS }, (): number[] => []);
  for (let e = begin; e < end; e++) groups[rowsBelow[e]! & (ROWS - 1)]!.push(e - begin);
  const starts = [0];
  for (const group of groups) starts.push(starts.at(-1)! + group.length);
  return Uint32Array.from([...starts, ...groups.flat()]);
}
