/** Values of one channel's plane in a panel, of which some are dropped. */
import { UNIT } from "./panel";

/**
 * out = scale x where the image's bit is set, else 0; with `add` added to what is there.
 * @param bits -> one number a position, contiguous: bit l for lane l.
 */
export function keep(
  rows: u32,
  length: usize,
  bits: usize,
  scale: f32,
  x: usize,
  xRow: usize,
  out: usize,
  outRow: usize,
  add: bool,
): void {
  const factor = f32x4.splat(scale);
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += UNIT) {
      const word = v128.load_splat<u32>(bits);
      let own = i32x4(1, 2, 4, 8);
      for (let lane: usize = 0; lane < UNIT; lane += 16) {
        const kept = i32x4.eq(v128.and(word, own), own);
        const value = v128.and(f32x4.mul(factor, v128.load(x + at + lane)), kept);
        const to = out + at + lane;
        v128.store(to, add ? f32x4.add(v128.load(to), value) : value);
        own = i32x4.shl(own, 4);
      }
      bits += 4;
    }
    x += xRow;
    out += outRow;
  }
}
