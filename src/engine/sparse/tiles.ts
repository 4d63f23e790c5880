/** Convolutions that are worked tile by tile: which, and what they have in memory; assembly/tiled.ts. */
import type { Convolution, Plane } from "../../geometry.js";
import type { Arena } from "./arena.js";
import { writeTiled } from "./descriptors.js";
import { UNIT } from "./layer-memory.js";
import { distinct, type Steps, type Taps } from "./sweeps.js";

/** Places of a transformed tile: assembly/tile.ts. */
export const PLACES = 36;

/** A pruned tap: assembly/tile.ts. */
const NONE = 0xffffffff;

/** Bytes of transformed tiles that are worked together, unless one takes more: half of a core's own cache, for gradients all of it. */
const BLOCK = 1 << 19;

/** Tiles beside one another that are worked together at most: assembly/tile.ts has room for so many. */
const MOST = 8;

/** Tiles of a plane of outputs. */
export function tilesOf({ height, width }: Plane): number {
  return Math.ceil(height / 4) * Math.ceil(width / 4);
}

/** Whether the convolution's form allows it: 3 x 3 neighbouring taps, one step apart. */
function mayBeTiled({ kernel, stride, dilation, groups }: Convolution): boolean {
  return (
    kernel.height === 3 &&
    kernel.width === 3 &&
    stride.down === 1 &&
    stride.right === 1 &&
    dilation.down === 1 &&
    dilation.right === 1 &&
    groups === 1
  );
}

/** What tiles are for: what a convolution writes, which may be gradients of inputs, or the gradients of its taps. */
export type Use = "products" | "gradients";

/**
 * Nanoseconds of a tile of one panel, measured at 3.6 GHz between 3 to 64 channels; only their ratios matter: of a
 * tap at its 16 outputs, the 36 products of a kernel, the transforms of a source and a target and what each of their
 * rows takes besides. The sums of gradients of many kernels are more than the nearest caches hold.
 */
const TAP = 33;
const COSTS: Readonly<Record<Use, { kernel: number; source: number; target: number }>> = {
  products: { kernel: 64, source: 250, target: 450 },
  gradients: { kernel: 90, source: 250, target: 250 },
};

/**
 * Whether tiles cost less than going over the surviving taps. It depends on the network alone, never on a clock.
 * @param edges surviving taps. @param sources channels that are read. @param targets channels that are written.
 * @param plane what is written.
 */
export function isTiled(
  use: Use,
  own: Convolution,
  edges: number,
  sources: number,
  targets: number,
  plane: Plane,
): boolean {
  if (!mayBeTiled(own)) return false;
  const { kernel, source, target } = COSTS[use];
  const tile = kernel * sources * targets + source * sources + target * targets;
  return tilesOf(plane) * tile < ((plane.height * plane.width) / 16) * TAP * edges;
}

/** Bytes from one place to the next: an odd number of lines, so that places do not share lines of the nearest cache. */
const placeBytes = (bytes: number) => (Math.ceil(bytes / 64) | 1) * 64;

interface Room {
  readonly tiles: number;
  readonly vStep: number;
  readonly mStep: number;
  readonly sumStep: number;
  readonly bytes: number;
}

/** What some tiles of such channels take together. */
export function roomOf(use: Use, sources: number, targets: number, { width }: Plane): Room {
  const one = PLACES * UNIT * (sources + targets);
  const learning = use === "gradients";
  // so many as fit into the block; the sums of gradients are read and written once for all
  const fit = learning ? Math.max(2, Math.floor((2 * BLOCK) / one)) : Math.floor(BLOCK / one);
  const tiles = Math.max(1, Math.min(MOST, Math.ceil(width / 4), fit));
  const vStep = placeBytes(tiles * sources * UNIT);
  const mStep = placeBytes(tiles * targets * UNIT);
  const sumStep = learning ? placeBytes(16 * Math.ceil(sources / 4) * targets) : 0;
  return { tiles, vStep, mStep, sumStep, bytes: PLACES * (vStep + mStep + sumStep) };
}

/** Bytes that tiles take while they are worked, of these channels or some of them; 0 where there can be none. */
export function scratchBytes(own: Convolution | undefined, learning: boolean): number {
  if (!own || !mayBeTiled(own)) return 0;
  const { sources, targets, input, output } = own;
  const use = learning ? "gradients" : "products";
  const rooms = [roomOf(use, sources, targets, output), roomOf(use, targets, sources, input)];
  // of fewer channels more tiles are worked together
  return Math.max(...rooms.map(({ bytes }) => bytes)) + 2 * BLOCK;
}

/** One direction of a convolution: planes of some channels are read, those of others written. */
interface Direction {
  /** For each tap the channel that it reads and the one that it leads to. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly tap: Uint16Array;
  readonly row: Uint32Array | undefined;
  /** Rows and columns from the first window's corner to what is read. */
  readonly top: number;
  readonly left: number;
  /** What is written. */
  readonly plane: Plane;
}

export function forwards(taps: Taps, { top, left, output }: Convolution): Direction {
  const { source, target, row } = taps;
  return { from: source, to: target, tap: taps.tap!, row, top, left, plane: output };
}

/** Gradients of inputs are a convolution of those of outputs with turned kernels. */
export function backwards(taps: Taps, { top, left, input }: Convolution): Direction {
  const tap = taps.tap!.map((k) => 8 - k);
  const { source, target, row } = taps;
  return { from: target, to: source, tap, row, top: 2 - top, left: 2 - left, plane: input };
}

/** What is written of each target. */
export interface Written {
  readonly channels: readonly number[];
  readonly steps: Steps;
  /** Address of a channel's bias. */
  bias(channel: number): number;
  /** Whether a channel's values are added to what is there. */
  add?(channel: number): boolean;
}

/**
 * @param scratch address of `scratchBytes`, which all may share.
 * @param use for gradients, what is written are those of outputs, which are read.
 * @returns address of the descriptor.
 */
export function tiled(
  arena: Arena,
  scratch: number,
  own: Direction,
  read: Steps,
  written: Written,
  use: Use,
): number {
  const channels = distinct(own.from);
  const [sources, targets] = [channels.length, written.channels.length];
  const { tiles, vStep, mStep, sumStep } = roomOf(use, sources, targets, own.plane);
  const kernelStep = use === "products" ? placeBytes(4 * sources * targets) : 0;
  const planes = written.channels.map((c) => [
    c * written.steps.plane,
    written.bias(c),
    written.add?.(c) ? 1 : 0,
  ]);
  return writeTiled(arena, {
    sources,
    targets,
    read: arena.place(Uint32Array.from(channels, (c) => c * read.plane)),
    readRow: read.row,
    corner: own.top * read.row + own.left * UNIT,
    written: arena.place(Uint32Array.from(planes.flat())),
    writtenRow: written.steps.row,
    height: own.plane.height,
    width: own.plane.width,
    places: arena.place(placesOf(own, channels, written.channels)),
    kernels: arena.allocate(PLACES * kernelStep),
    kernelStep,
    tiles,
    v: scratch,
    vStep,
    m: scratch + PLACES * vStep,
    mStep,
    sums: scratch + PLACES * (vStep + mStep),
    sumStep,
  });
}

/** For each kernel, source by source, the place of each tap's weight. */
function placesOf(
  { from, to, tap, row }: Direction,
  read: readonly number[],
  written: readonly number[],
): Uint32Array {
  const sources = ranks(read);
  const targets = ranks(written);
  const places = new Uint32Array(9 * read.length * written.length).fill(NONE);
  for (let e = 0; e < from.length; e++) {
    const kernel = sources[from[e]!]! * written.length + targets[to[e]!]!;
    places[9 * kernel + tap[e]!] = row ? row[e]! : e;
  }
  return places;
}

/** Of each channel how many come before it. */
function ranks(channels: readonly number[]): number[] {
  const ranks: number[] = [];
  channels.forEach((c, rank) => {
    ranks[c] = rank;
  });
  return ranks;
}
