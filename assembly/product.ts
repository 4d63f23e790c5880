/** Products of values at the same positions, as rows.ts has planes; a factor may have one position for all. */
import { UNIT } from "./panel";

/** out = a b, with `add` added to what is there; b is a plane, or one position where it is not `whole`. */
export function multiplyRows(
  rows: u32,
  length: usize,
  a: usize,
  aRow: usize,
  b: usize,
  bRow: usize,
  whole: bool,
  out: usize,
  outRow: usize,
  add: bool,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16) {
      const factor = v128.load(b + (whole ? at : at % UNIT));
      const value = f32x4.mul(v128.load(a + at), factor);
      v128.store(out + at, add ? f32x4.add(v128.load(out + at), value) : value);
    }
    a += aRow;
    if (whole) b += bRow;
    out += outRow;
  }
}

/** out, one position, = the sum of a b over all positions, with `add` added to what is there. */
export function multiplyAndSum(
  rows: u32,
  length: usize,
  a: usize,
  aRow: usize,
  b: usize,
  bRow: usize,
  out: usize,
  add: bool,
): void {
  for (let lane: usize = 0; lane < UNIT; lane += 16) {
    let sum = add ? v128.load(out + lane) : f32x4.splat(0);
    for (let i: u32 = 0; i < rows; i++) {
      const left = a + <usize>i * aRow;
      const right = b + <usize>i * bRow;
      for (let at = lane; at < length; at += UNIT)
        sum = f32x4.add(sum, f32x4.mul(v128.load(left + at), v128.load(right + at)));
    }
    v128.store(out + lane, sum);
  }
}
