/**
 * Pooling of one channel's plane in a panel, and its gradient. Windows lie inside the plane and its
 * margins of zeros, which no gradient reaches: `y` and `d` point to the first window's corner. A row of y is
 * `yRow` bytes, of the gradient d `dRow`; positions UNIT.
 */
import { UNIT } from "./panel";

/** Window and grid, written by src/engine/sparse/ in the order of the fields. */
@unmanaged
export class Pool {
  /** 0: none, 1: maximum, 2: average. */
  kind: u32;
  /** Rows and columns of a window, and how far windows lie apart. */
  rows: u32;
  columns: u32;
  down: u32;
  right: u32;
  /** Windows: the plane after pooling. */
  height: u32;
  width: u32;
  /** 1: windows overlap, so that gradients add up. */
  overlap: u32;
}

/** z[i, j] = the largest, or the mean, of y over window i, j. */
export function pool(window: Pool, y: usize, yRow: usize, z: usize, zRow: usize): void {
  const maximum = window.kind == 1;
  const share = f32x4.splat(maximum ? 1 : 1 / <f32>(window.rows * window.columns));
  const columns = window.columns * UNIT;
  const rows = <usize>window.rows * yRow;
  for (let i: u32 = 0; i < window.height; i++) {
    let corner = y;
    for (let at = z, end = z + window.width * UNIT; at < end; at += UNIT) {
      for (let lane: usize = 0; lane < UNIT; lane += 16) {
        const first = corner + lane;
        const sum = inline.always(reduce(maximum, first, first + rows, yRow, columns));
        v128.store(at + lane, f32x4.mul(sum, share));
      }
      corner += window.right * UNIT;
    }
    y += <usize>window.down * yRow;
    z += zRow;
  }
}

/** Largest or sum of four images' values over a window. */
function reduce(maximum: bool, row: usize, end: usize, yRow: usize, columns: usize): v128 {
  let result = f32x4.splat(0); // y is rectified: nothing is smaller
  for (; row < end; row += yRow) {
    for (let at = row, stop = row + columns; at < stop; at += UNIT) {
      const value = v128.load(at);
      result = maximum ? f32x4.pmax(result, value) : f32x4.add(result, value);
    }
  }
  return result;
}

/**
 * The gradient through pooling and rectifier: d of every position in a window from the gradient g
 * (contiguous) of the window's result z. A maximum hands it to the first position that has it, a mean
 * equal shares to all; positions where y is zero get none.
 */
export function unpool(
  window: Pool,
  y: usize,
  yRow: usize,
  z: usize,
  zRow: usize,
  g: usize,
  d: usize,
  dRow: usize,
): void {
  const average = window.kind == 2;
  const share = f32x4.splat(average ? 1 / <f32>(window.rows * window.columns) : 1);
  const overlap = <bool>window.overlap;
  const columns = window.columns * UNIT;
  const rows = <usize>window.rows * yRow;
  for (let i: u32 = 0; i < window.height; i++) {
    let corner: usize = 0;
    for (let at = z, end = z + window.width * UNIT; at < end; at += UNIT) {
      for (let lane: usize = 0; lane < UNIT; lane += 16) {
        const top = v128.load(at + lane);
        const own = f32x4.mul(v128.load(g + lane), share);
        const first = y + corner + lane;
        inline.always(
          spreadBack(
            average,
            overlap,
            first,
            first + rows,
            yRow,
            columns,
            top,
            own,
            d + corner + lane,
            dRow,
          ),
        );
      }
      corner += window.right * UNIT;
      g += UNIT;
    }
    y += <usize>window.down * yRow;
    d += <usize>window.down * dRow;
    z += zRow;
  }
}

/** One window of four images. */
function spreadBack(
  average: bool,
  overlap: bool,
  row: usize,
  end: usize,
  yRow: usize,
  columns: usize,
  top: v128,
  own: v128,
  out: usize,
  dRow: usize,
): void {
  const zero = f32x4.splat(0);
  let left = own;
  for (; row < end; row += yRow) {
    for (let at: usize = 0; at < columns; at += UNIT) {
      const value = v128.load(row + at);
      const lit = f32x4.gt(value, zero);
      const hit = average ? lit : v128.and(lit, f32x4.eq(value, top));
      const part = v128.and(left, hit);
      if (!average) left = v128.andnot(left, hit);
      v128.store(out + at, overlap ? f32x4.add(v128.load(out + at), part) : part);
    }
    out += dRow;
  }
}
