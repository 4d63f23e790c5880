import type { Point } from "./symbols.js";

/** Chords per piece of a curve: at 28 pixels finer steps cannot be seen. */
const STEPS = 4;

/** A chain of chords along the quadratic Bezier curves that bow each line from corner to corner. */
export function bowed(corners: readonly Point[], bend: () => Point): Point[] {
  const chain: Point[] = [corners[0]!];
  for (let k = 1; k < corners.length; k++) {
    const [ax, ay] = corners[k - 1]!;
    const [cx, cy] = corners[k]!;
    const [offsetX, offsetY] = bend();
    const bx = (ax + cx) / 2 + offsetX;
    const by = (ay + cy) / 2 + offsetY;
    for (let step = 1; step <= STEPS; step++) {
      const t = step / STEPS;
      const s = 1 - t;
      chain.push([
        s * s * ax + 2 * s * t * bx + t * t * cx,
        s * s * ay + 2 * s * t * by + t * t * cy,
      ]);
    }
  }
  return chain;
}

/**
 * A chain of chords along the Catmull-Rom spline through the points: from p1 to p2 with the
 * tangents (p2 - p0) / 2 and (p3 - p1) / 2. An open curve repeats its end points.
 */
export function smooth(points: readonly Point[], closed: boolean): Point[] {
  const n = points.length;
  const at = (k: number) => points[closed ? (k + n) % n : Math.min(n - 1, Math.max(0, k))]!;
  const chain: Point[] = [points[0]!];
  for (let k = 0; k < (closed ? n : n - 1); k++) {
    const [p0, p1, p2, p3] = [at(k - 1), at(k), at(k + 1), at(k + 2)];
    for (let step = 1; step <= STEPS; step++) {
      const t = step / STEPS;
      chain.push([spline(p0[0], p1[0], p2[0], p3[0], t), spline(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  return chain;
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
