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

/** Bytes of transformed tiles that are worked together, unless one takes more: half of a core's own cache. */
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

/**
 * Nanoseconds of a tile of one panel, measured at 3.6 GHz; only their ratios matter. A tap is applied to its 16
 * outputs; the 36 products of a kernel; a source's transform; a target's, and what its rows of products take.
 */
const COSTS = { tap: 32, kernel: 58, source: 280, target: 420 };

/**
 * Whether tiles cost less than going over the surviving taps. It depends on the network alone, never on a clock.
 * @param edges surviving taps. @param plane what is written.
 */
export function isTiled(
  own: Convolution,
  edges: number,
  sources: number,
  targets: number,
  plane: Plane,
): boolean {
  if (!mayBeTiled(own)) return false;
  const { tap, kernel, source, target } = COSTS;
  const tile = kernel * sources * targets + source * sources + target * targets;
  return tilesOf(plane) * tile < ((plane.height * plane.width) / 16) * tap * edges;
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

function roomOf(sources: number, targets: number, plane: Plane, learning: boolean): Room {
  const one = PLACES * UNIT * (sources + targets);
  const across = Math.ceil(plane.width / 4);
  const tiles = Math.max(1, Math.min(MOST, across, Math.floor(BLOCK / one)));
  const vStep = placeBytes(tiles * sources * UNIT);
  const mStep = placeBytes(tiles * targets * UNIT);
  const sumStep = learning ? placeBytes(16 * sources * targets) : 0;
  return { tiles, vStep, mStep, sumStep, bytes: PLACES * (vStep + mStep + sumStep) };
}

/** Bytes that tiles take while they are worked, however much is pruned; 0 where there can be none. */
export function scratchBytes(own: Convolution | undefined, learning: boolean): number {
  if (!own || !mayBeTiled(own)) return 0;
  const { sources, targets } = own;
  const bytes = (plane: Plane) => roomOf(sources, targets, plane, learning).bytes;
  // of fewer channels more tiles may be worked together, and fill a block
  return Math.max(bytes(own.output), bytes(own.input)) + BLOCK;
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
 * @param use transforms of kernels, for what is written, or sums of their gradients.
 * @returns address of the descriptor.
 */
export function tiled(
  arena: Arena,
  scratch: number,
  own: Direction,
  read: Steps,
  written: Written,
  use: "kernels" | "sums",
): number {
  const channels = distinct(own.from);
  const [sources, targets] = [channels.length, written.channels.length];
  const room = roomOf(sources, targets, own.plane, use === "sums");
  const { tiles, vStep, mStep, sumStep } = room;
  const kernelStep = use === "kernels" ? placeBytes(4 * sources * targets) : 0;
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
