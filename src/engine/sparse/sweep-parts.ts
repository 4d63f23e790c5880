/**
 * Planes of a sweep that are worked together, row by row: what they read, more than a core's own cache holds, is
 * read once for all of them.
 */
import type { Convolution } from "../../geometry.js";
import type { SweepDescriptor } from "./descriptors.js";
import type { Context } from "./graph-context.js";
import type { Steps } from "./sweeps.js";

/** One plane of a sweep: its edges, where it begins, rows and columns. */
export interface SweptPlane {
  readonly channel: number;
  readonly begin: number;
  readonly end: number;
  readonly offset: number;
  readonly height: number;
  readonly width: number;
}

/** Numbers of a plane that assembly/convolve-planes.ts reads. */
const WORDS = 6;

/** Planes that one call works. */
export interface Part {
  readonly count: number;
  /** Address of what assembly/convolve-planes.ts reads of each. */
  readonly table: number;
  readonly add: boolean;
  readonly height: number;
  readonly width: number;
  readonly planes: readonly SweptPlane[];
}

/** Of each plane of a sweep; `each` planes a channel. */
export function planesOf(
  { arena }: Context,
  { table, planes }: SweepDescriptor,
  each: number,
): SweptPlane[] {
  const rows = arena.integers(table, 5 * planes).slice();
  return Array.from({ length: planes }, (_, p) => {
    const [begin, end, offset, height, width] = rows.subarray(5 * p, 5 * p + 5);
    return {
      channel: Math.floor(p / each),
      begin: begin!,
      end: end!,
      offset: offset!,
      height: height!,
      width: width!,
    };
  });
}

/** Whether planes may read the same ones: not where each channel is convolved by itself. */
function readTheSame({ sources, groups }: Convolution): boolean {
  return sources > groups;
}

/**
 * @param planes to be worked, in the order of the sweep. @param bias the address of a channel's.
 * @param add whether a channel's values are added to what is there. @param moments address of those that take in a channel's.
 */
export function partsOf(
  { arena }: Context,
  own: Convolution,
  sweep: SweepDescriptor,
  planes: readonly SweptPlane[],
  bias: (channel: number) => number,
  add: (channel: number) => boolean,
  moments: (channel: number) => number = () => 0,
): Part[] {
  const groups: SweptPlane[][] = [];
  for (const plane of planes) {
    const group = groups.at(-1);
    const first = group?.[0];
    const fits =
      readTheSame(own) &&
      first &&
      first.height === plane.height &&
      first.width === plane.width &&
      add(first.channel) === add(plane.channel);
    if (fits) group.push(plane);
    else groups.push([plane]);
  }
  const index = arena.integers(sweep.index, sweep.edges).slice();
  return groups.map((group) => {
    const { height, width, channel } = group[0]!;
    const table = new Uint32Array(WORDS * group.length);
    group.forEach(({ begin, end, offset, channel }, i) => {
      table.set([begin, end, offset, bias(channel), 0, moments(channel)], WORDS * i);
    });
    const added = add(channel);
    for (let i = 0; i + 1 < group.length && !added; i++)
      if (isTwin(index, group[i]!, group[i + 1]!)) {
        table[WORDS * i + 4] = 1;
        i++;
      }
    return {
      count: group.length,
      table: arena.place(table),
      add: added,
      height,
      width,
      planes: group,
    };
  });
}

/** Whether the other plane's edges follow those of the first, and are the same. */
function isTwin(index: Uint32Array, first: SweptPlane, other: SweptPlane): boolean {
  const edges = first.end - first.begin;
  if (other.begin !== first.end || other.end - other.begin !== edges) return false;
  for (let e = first.begin; e < first.end; e++) if (index[e] !== index[e + edges]) return false;
  return true;
}

/** Rows of planes that are read; loops of native/ fetch them before they are worked. */
export interface Sources {
  readonly count: number;
  /** Address of their offsets from a position: those that its windows reach and the ones above did not. */
  readonly table: number;
}

/** Nothing is fetched: it is near, or its planes are read one by one. */
export const near: Sources = { count: 0, table: 0 };

/** @param reach rows from a position to the last that its windows reach. */
export function sourcesOf(
  { arena }: Context,
  own: Convolution,
  channels: readonly number[],
  { plane, row }: Steps,
  reach: number,
): Sources {
  if (!readTheSame(own)) return near;
  const rows = Math.min(own.stride.down, own.kernel.height);
  const offsets = Uint32Array.from({ length: rows * channels.length }, (_, i) => {
    const n = Math.floor(i / rows);
    return channels[n]! * plane + (reach - (i % rows)) * row;
  });
  return { count: offsets.length, table: arena.place(offsets) };
}

/**
 * Works a part of a sweep. @param from, to the first positions of what is read and written. @param used lanes that hold
 * images. @param far whether what is written goes past the caches.
 */
export function sweepPart(
  { kernels }: Context,
  sweep: SweepDescriptor,
  { count, table, add, height, width }: Part,
  sources: Sources,
  from: number,
  to: number,
  used: number,
  far = false,
): void {
  kernels.convolvePlanes(
    count,
    table,
    sweep.index,
    sweep.weight - sweep.index,
    add ? 1 : 0,
    from,
    sweep.inRow,
    sweep.inColumn,
    to,
    sweep.outRow,
    sweep.outColumn,
    height,
    width,
    used,
    sources.table,
    sources.count,
    far ? 1 : 0,
  );
}
