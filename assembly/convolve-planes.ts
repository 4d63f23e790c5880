/**
 * Some planes of a convolution together, row by row: what a row of theirs reads is read by all of them while it is
 * in a core's own cache.
 */
import { convolveAddRow, convolveRow, convolveTwoRows } from "./convolve";
import { addPlane, Moments } from "./moments";
import { UNIT } from "./panel";

/**
 * Of a plane: its first edge and the last + 1, its offset, the address of its bias, 1 if it and the next have the same edges,
 * the address of the moments that take in its values, positions side by side; 0 for none, of all planes or of none.
 */
@unmanaged
export class Plane {
  begin: u32;
  end: u32;
  offset: u32;
  bias: usize;
  twin: u32;
  moments: usize;
}

/**
 * @param table -> `count` planes. @param add they are added to what is there, without a bias. @param used lanes that hold
 * images. The rest as in convolve.ts.
 */
export function convolvePlanes(
  count: u32,
  table: usize,
  index: usize,
  delta: usize,
  add: bool,
  matrix: usize,
  inRow: usize,
  inColumn: usize,
  out: usize,
  outRow: usize,
  outColumn: usize,
  height: u32,
  width: u32,
  used: u32,
): void {
  const first = out;
  const last = table + <usize>count * offsetof<Plane>();
  for (let i: u32 = 0; i < height; i++) {
    for (let at = table; at < last; at += offsetof<Plane>()) {
      const own = changetype<Plane>(at);
      const begin = index + ((<usize>own.begin) << 2);
      const end = index + ((<usize>own.end) << 2);
      const to = out + own.offset;
      if (add) convolveAddRow(begin, end, delta, matrix, inColumn, to, outColumn, width);
      else if (own.twin) {
        at += offsetof<Plane>();
        const other = changetype<Plane>(at);
        convolveTwoRows(
          begin,
          end,
          delta,
          load<f32>(own.bias),
          load<f32>(other.bias),
          -Infinity,
          matrix,
          inColumn,
          to,
          other.offset - own.offset,
          outColumn,
          width,
        );
      } else
        convolveRow(
          begin,
          end,
          delta,
          load<f32>(own.bias),
          -Infinity,
          matrix,
          inColumn,
          to,
          outColumn,
          width,
        );
    }
    out += outRow;
    matrix += inRow;
  }
  for (let at = table; at < last; at += offsetof<Plane>()) {
    const own = changetype<Plane>(at);
    if (own.moments)
      addPlane(
        height,
        width * UNIT,
        first + own.offset,
        outRow,
        used,
        changetype<Moments>(own.moments),
      );
  }
}
