/**
 * Pooling of one channel's plane in a panel of values of any sign, and its gradient. A window takes what
 * of it lies within the plane: padding is never a maximum, and in an average it counts as zeros, which
 * add nothing. Where a window's maximum stands several times, the first, row by row, has the gradient.
 */
import { UNIT } from "./panel";

/** Written by src/engine/sparse/ in the order of the fields. */
@unmanaged
export class Windows {
  /** 1: maximum, 2: average. */
  kind: u32;
  rows: u32;
  columns: u32;
  down: u32;
  right: u32;
  /** Rows and columns of padding before the first. */
  top: u32;
  left: u32;
  /** The plane before pooling. */
  height: u32;
  width: u32;
  /** The plane after pooling. */
  outHeight: u32;
  outWidth: u32;
}

function begin(place: u32, step: u32, padding: u32): u32 {
  const at = place * step;
  return at > padding ? at - padding : 0;
}

function end(place: u32, step: u32, padding: u32, size: u32, limit: u32): u32 {
  const at = place * step + size;
  return at > padding ? min(at - padding, limit) : 0;
}

export function poolWindows(own: Windows, x: usize, xRow: usize, z: usize, zRow: usize): void {
  const maximum = own.kind == 1;
  const share = f32x4.splat(1 / <f32>(own.rows * own.columns));
  for (let i: u32 = 0; i < own.outHeight; i++) {
    const first = begin(i, own.down, own.top);
    const last = end(i, own.down, own.top, own.rows, own.height);
    for (let j: u32 = 0; j < own.outWidth; j++) {
      const from = begin(j, own.right, own.left) * UNIT;
      const to = end(j, own.right, own.left, own.columns, own.width) * UNIT;
      for (let lane: usize = 0; lane < UNIT; lane += 16) {
        let result = f32x4.splat(maximum ? -Infinity : 0);
        for (let row = first; row < last; row++) {
          const start = x + <usize>row * xRow + lane;
          for (let at = start + from, stop = start + to; at < stop; at += UNIT) {
            const value = v128.load(at);
            result = maximum ? f32x4.max(result, value) : f32x4.add(result, value);
          }
        }
        v128.store(z + j * UNIT + lane, maximum ? result : f32x4.mul(result, share));
      }
    }
    z += zRow;
  }
}

/** Adds to d, the gradient of x, from g, that of z. */
export function poolWindowsBack(
  own: Windows,
  x: usize,
  xRow: usize,
  z: usize,
  zRow: usize,
  g: usize,
  gRow: usize,
  d: usize,
  dRow: usize,
): void {
  const maximum = own.kind == 1;
  const share = f32x4.splat(1 / <f32>(own.rows * own.columns));
  for (let i: u32 = 0; i < own.outHeight; i++) {
    const first = begin(i, own.down, own.top);
    const last = end(i, own.down, own.top, own.rows, own.height);
    for (let j: u32 = 0; j < own.outWidth; j++) {
      const from = begin(j, own.right, own.left) * UNIT;
      const to = end(j, own.right, own.left, own.columns, own.width) * UNIT;
      for (let lane: usize = 0; lane < UNIT; lane += 16) {
        let given = v128.load(g + j * UNIT + lane);
        if (maximum) {
          const top = v128.load(z + j * UNIT + lane);
          for (let row = first; row < last; row++) {
            let out = d + <usize>row * dRow + lane + from;
            const start = x + <usize>row * xRow + lane;
            for (let at = start + from, stop = start + to; at < stop; at += UNIT) {
              const hit = f32x4.eq(v128.load(at), top);
              v128.store(out, f32x4.add(v128.load(out), v128.and(given, hit)));
              given = v128.andnot(given, hit);
              out += UNIT;
            }
          }
        } else {
          given = f32x4.mul(given, share);
          for (let row = first; row < last; row++) {
            const start = d + <usize>row * dRow + lane;
            for (let at = start + from, stop = start + to; at < stop; at += UNIT)
              v128.store(at, f32x4.add(v128.load(at), given));
          }
        }
      }
    }
    z += zRow;
    g += gRow;
  }
}
