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

/** The usual window: the largest of two by two, windows apart. It has loops of its own, without any over a window. */
function isQuad(window: Pool): bool {
  return window.kind == 1 && window.rows == 2 && window.columns == 2 && !window.overlap;
}

/** z[i, j] = the largest, or the mean, of y over window i, j. */
export function pool(window: Pool, y: usize, yRow: usize, z: usize, zRow: usize): void {
  if (isQuad(window)) {
    poolQuads(window, y, yRow, z, zRow);
    return;
  }
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

export function poolQuads(window: Pool, y: usize, yRow: usize, z: usize, zRow: usize): void {
  const width = window.width * UNIT;
  const right = window.right * UNIT;
  const zero = f32x4.splat(0);
  for (let i: u32 = 0; i < window.height; i++) {
    let corner = y;
    for (let at = z, end = z + width; at < end; at += UNIT) {
      let first = corner;
      let second = corner + yRow;
      for (let out = at, last = at + UNIT; out < last; out += 16) {
        const above = f32x4.pmax(f32x4.pmax(zero, v128.load(first)), v128.load(first, UNIT));
        v128.store(out, f32x4.pmax(f32x4.pmax(above, v128.load(second)), v128.load(second, UNIT)));
        first += 16;
        second += 16;
      }
      corner += right;
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
  if (isQuad(window)) {
    unpoolQuads(window, y, yRow, z, zRow, g, d, dRow);
    return;
  }
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

export function unpoolQuads(
  window: Pool,
  y: usize,
  yRow: usize,
  z: usize,
  zRow: usize,
  g: usize,
  d: usize,
  dRow: usize,
): void {
  const width = window.width * UNIT;
  const right = window.right * UNIT;
  const zero = f32x4.splat(0);
  for (let i: u32 = 0; i < window.height; i++) {
    let corner: usize = 0;
    for (let at = z, end = z + width; at < end; at += UNIT) {
      for (let lane: usize = 0; lane < UNIT; lane += 16) {
        const first = y + corner + lane;
        const second = first + yRow;
        const out = d + corner + lane;
        const below = out + dRow;
        const top = v128.load(at + lane);
        let left = v128.and(v128.load(g + lane), f32x4.gt(top, zero));
        const a = f32x4.eq(v128.load(first), top);
        v128.store(out, v128.and(left, a));
        left = v128.andnot(left, a);
        const b = f32x4.eq(v128.load(first, UNIT), top);
        v128.store(out, v128.and(left, b), UNIT);
        left = v128.andnot(left, b);
        const c = f32x4.eq(v128.load(second), top);
        v128.store(below, v128.and(left, c));
        left = v128.andnot(left, c);
        v128.store(below, v128.and(left, f32x4.eq(v128.load(second, UNIT), top)), UNIT);
      }
      corner += right;
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
