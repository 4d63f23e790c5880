/**
 * Activations over planes of one channel in a panel, as rows.ts has them. Those of a few operations have a loop of
 * their own: to ask which curve it is takes longer than they do.
 */
import { slopeOf, valueOf } from "./curves";

/** out = the curve's value at x. */
export function activate(
  curve: u32,
  setting: f32,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  out: usize,
  outRow: usize,
): void {
  if (curve == 2) inline.always(valuesOf(2, setting, rows, length, x, xRow, out, outRow));
  else if (curve == 3) inline.always(valuesOf(3, setting, rows, length, x, xRow, out, outRow));
  else if (curve == 8) inline.always(valuesOf(8, setting, rows, length, x, xRow, out, outRow));
  else inline.always(valuesOf(curve, setting, rows, length, x, xRow, out, outRow));
}

/** out = d times the slope at x; with `add` added to what is there. */
export function activateBack(
  curve: u32,
  setting: f32,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  d: usize,
  dRow: usize,
  out: usize,
  outRow: usize,
  add: bool,
): void {
  if (curve == 2)
    inline.always(slopesOf(2, setting, rows, length, x, xRow, d, dRow, out, outRow, add));
  else if (curve == 3)
    inline.always(slopesOf(3, setting, rows, length, x, xRow, d, dRow, out, outRow, add));
  else if (curve == 8)
    inline.always(slopesOf(8, setting, rows, length, x, xRow, d, dRow, out, outRow, add));
  else inline.always(slopesOf(curve, setting, rows, length, x, xRow, d, dRow, out, outRow, add));
}

function valuesOf(
  curve: u32,
  setting: f32,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  out: usize,
  outRow: usize,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16)
      v128.store(out + at, inline.always(valueOf(curve, v128.load(x + at), setting)));
    x += xRow;
    out += outRow;
  }
}

function slopesOf(
  curve: u32,
  setting: f32,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  d: usize,
  dRow: usize,
  out: usize,
  outRow: usize,
  add: bool,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16) {
      const slope = inline.always(slopeOf(curve, v128.load(x + at), setting));
      const value = f32x4.mul(v128.load(d + at), slope);
      v128.store(out + at, add ? f32x4.add(v128.load(out + at), value) : value);
    }
    x += xRow;
    d += dRow;
    out += outRow;
  }
}
