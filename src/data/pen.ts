/**
 * Draws strokes on a small grey picture.
 *
 * A path is a chain of points. A pixel at distance d from a segment of the path is covered by
 * clamp((radius - d) / edge + 1/2, 0, 1): a line of width 2 radius with a border that fades over
 * `edge` pixels, so edge = 1 is ordinary anti-aliasing and more is blur. Where lines meet, the
 * brighter one stays. A segment costs the pixels of its bounding box.
 */
export interface Pen {
  /** Half the width of the line, pixels. */
  readonly radius: number;
  /** Width of the fading border, pixels. */
  readonly edge: number;
  /** Grey level of a covered pixel, 0 to 255. */
  readonly ink: number;
}

/** A path in pixels: x0, y0, x1, y1, … Pixel (row, column) has its centre at (column, row). */
export type Path = readonly number[];

/** Draws on `picture`, side x side bytes, row by row. */
export function draw(picture: Uint8Array, side: number, path: Path, pen: Pen): void {
  for (let k = 0; k + 3 < path.length; k += 2) {
    segment(picture, side, path[k]!, path[k + 1]!, path[k + 2]!, path[k + 3]!, pen);
  }
}

function segment(
  picture: Uint8Array,
  side: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  { radius, edge, ink }: Pen,
): void {
  const reach = radius + edge / 2;
  const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
  const right = Math.min(side - 1, Math.floor(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
  const bottom = Math.min(side - 1, Math.floor(Math.max(y0, y1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length2 = dx * dx + dy * dy;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = length2 > 0 ? ((x - x0) * dx + (y - y0) * dy) / length2 : 0;
      const t = Math.min(1, Math.max(0, along));
      const ex = x0 + t * dx - x;
      const ey = y0 + t * dy - y;
      const cover = (radius - Math.sqrt(ex * ex + ey * ey)) / edge + 0.5;
      if (cover <= 0) continue;
      const grey = Math.round(ink * Math.min(1, cover));
      if (grey > picture[y * side + x]!) picture[y * side + x] = grey;
    }
  }
}
