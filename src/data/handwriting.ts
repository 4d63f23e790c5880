/** The random part of a glyph: where it stands, how its strokes deviate, what was spilt beside it. */
import { cos, sin } from "../math.js";
import type { Random } from "../random.js";
import { bowed, smooth } from "./path.js";
import type { Path } from "./pen.js";
import type { Point, Stroke } from "./symbols.js";

const HALF_SIZE = [6.8, 9.2] as const; // pixels, each axis for itself
const SHEAR = 0.2; // standard deviation, pixels across per pixel up
const TURN = 0.15; // standard deviation, radians
const SHIFT = [-3.1, 3.1] as const; // pixels, each axis for itself
const JITTER = 0.06; // standard deviation, in units of half a symbol
const BEND = 0.07; // standard deviation, in units of half a symbol
const DASH = [2, 4] as const; // pixels
const MARGIN = 3; // pixels: what is spilt stays inside, so corners are dark in every image

export function uniformIn(random: Random, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random.uniform();
}

/** A random affine map from a symbol's square to the pixels of a picture. */
export function placement(random: Random, side: number): (point: Point) => [number, number] {
  const scaleX = uniformIn(random, HALF_SIZE);
  const scaleY = uniformIn(random, HALF_SIZE);
  const shear = SHEAR * random.normal();
  const angle = TURN * random.normal();
  const c = cos(angle);
  const s = sin(angle);
  const centreX = (side - 1) / 2 + uniformIn(random, SHIFT);
  const centreY = (side - 1) / 2 + uniformIn(random, SHIFT);
  return ([x, y]) => {
    const u = scaleX * (x - shear * y);
    const v = scaleY * y;
    return [centreX + c * u - s * v, centreY + s * u + c * v];
  };
}

/** The stroke as a hand would repeat it: the points jittered, the lines between them bowed. */
export function inkPath({ form, points }: Stroke, random: Random): Point[] {
  const near = (x: number, y: number, deviation: number): Point => {
    const moved = x + deviation * random.normal();
    return [moved, y + deviation * random.normal()];
  };
  const moved = points.map(([x, y]) => near(x, y, JITTER));
  if (form === "straight") return bowed(moved, () => near(0, 0, BEND));
  return smooth(moved, form === "loop");
}

/** A short dash anywhere inside the margins, as a path in pixels. */
export function stray(random: Random, side: number): Path {
  const inside = [MARGIN, side - 1 - MARGIN] as const;
  const x = uniformIn(random, inside);
  const y = uniformIn(random, inside);
  const angle = uniformIn(random, [0, 2 * Math.PI]);
  const length = uniformIn(random, DASH);
  return [x, y, x + length * cos(angle), y + length * sin(angle)];
}
