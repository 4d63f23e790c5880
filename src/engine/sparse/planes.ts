/** Values of a node in memory: panel by panel, channel by channel, rows of positions, within margins of zeros. */
import type { Image } from "../../geometry.js";
import type { Arena } from "./arena.js";
import { UNIT } from "./layer-memory.js";
import { type Margins, planeBytes, rowBytes } from "./margins.js";

/** What planes need of an arena. */
export type PlaneArena = Pick<Arena, "reserve" | "clearStrips">;

/** How planes lie; rows, planes and panels in bytes. */
export interface Layout {
  readonly image: Image;
  readonly zeros: Margins;
  readonly row: number;
  readonly plane: number;
  readonly panel: number;
}

/** Planes in memory: of several panels, or of the one that is worked, whatever its number. */
export interface Planes extends Layout {
  /** The first position of a panel's first channel. */
  at(panel: number): number;
  /** Of so many panels. */
  readonly panels: number;
  /** Bytes of a row within the margins. */
  readonly length: number;
  readonly rows: number;
}

/**
 * @param spaced planes of several rows lie an odd number of positions apart, with margins or without: one position of
 * all channels, which convolutions work together, is then not in the same few lines of the caches.
 */
export function layoutOf(image: Image, zeros: Margins, spaced = false): Layout {
  const row = rowBytes(zeros, image.width);
  const positions = planeBytes(zeros, image.height, row) / UNIT;
  const plane = UNIT * (spaced && image.height > 1 ? positions | 1 : positions);
  return { image, zeros, row, plane, panel: image.channels * plane };
}

/** Equal layouts have equal names. */
export function layoutName({ image, zeros, row, plane, panel }: Layout): string {
  return [image.height, image.width, zeros.top, zeros.left, row, plane, panel].join(" ");
}

/** The margins are zeros; what lies within is undefined. */
export function allocatePlanes(arena: PlaneArena, layout: Layout, panels: number): Planes {
  const { zeros, row, plane, panel, image } = layout;
  const start = arena.reserve(panels * panel);
  const above = zeros.top * row + zeros.left * UNIT;
  const origin = start + above;
  const between = row - image.width * UNIT;
  if (plane > image.height * image.width * UNIT)
    for (let p = start; p < start + panels * panel; p += plane) {
      arena.clearStrips(p, above);
      arena.clearStrips(p + above + row - between, between, row, image.height - 1);
      const last = above + image.height * row - between;
      arena.clearStrips(p + last, plane - last);
    }
  const step = panels === 1 ? 0 : panel;
  const at = (number: number) => origin + number * step;
  // no spread: V8 makes a hidden class a call of one, and compiles what reads it once more
  const length = image.width * UNIT;
  return { image, zeros, row, plane, panel, panels, at, length, rows: image.height };
}

/** Values that lie one after another: the number of the first, how many, and how far from the first of all. */
export interface Run {
  readonly first: number;
  readonly count: number;
  readonly offset: number;
}

/** All values, channel by channel, row by row; `whole`: in as few runs as may be. */
export function runsOf({ image, row, plane }: Layout, whole = true): Run[] {
  const { channels, height, width } = image;
  if (whole && plane === height * width * UNIT)
    return [{ first: 0, count: channels * height * width, offset: 0 }];
  return Array.from({ length: channels * height }, (_, r) => {
    const channel = Math.floor(r / height);
    const offset = channel * plane + (r % height) * row;
    return { first: r * width, count: width, offset };
  });
}
