/**
 * Normalisation over the channels of each position and image, and its gradient. Channels lie `plane` bytes
 * apart; mean and 1 / deviation are kept in planes of their own, contiguous.
 */
import { UNIT } from "./panel";

/** One panel. @param scale -> scales of the channels. @param shift -> shifts. */
export function normaliseLayer(
  channels: u32,
  rows: u32,
  columns: u32,
  epsilon: f32,
  scale: usize,
  shift: usize,
  x: usize,
  xRow: usize,
  xPlane: usize,
  y: usize,
  yRow: usize,
  yPlane: usize,
  mean: usize,
  inverse: usize,
): void {
  const share = f32x4.splat(1 / <f32>channels);
  const length = columns * UNIT;
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16) {
      let sum = f32x4.splat(0);
      for (let c: u32 = 0, p = x + at; c < channels; c++, p += xPlane)
        sum = f32x4.add(sum, v128.load(p));
      const middle = f32x4.mul(sum, share);
      let squares = f32x4.splat(0);
      for (let c: u32 = 0, p = x + at; c < channels; c++, p += xPlane) {
        const off = f32x4.sub(v128.load(p), middle);
        squares = f32x4.add(squares, f32x4.mul(off, off));
      }
      const variance = f32x4.add(f32x4.mul(squares, share), f32x4.splat(epsilon));
      const factor = f32x4.div(f32x4.splat(1), f32x4.sqrt(variance));
      v128.store(mean + at, middle);
      v128.store(inverse + at, factor);
      let out = y + at;
      for (let c: u32 = 0, p = x + at; c < channels; c++, p += xPlane) {
        const own = f32x4.mul(f32x4.sub(v128.load(p), middle), factor);
        const scaled = f32x4.mul(own, v128.load_splat<f32>(scale + (c << 2)));
        v128.store(out, f32x4.add(scaled, v128.load_splat<f32>(shift + (c << 2))));
        out += yPlane;
      }
    }
    x += xRow;
    y += yRow;
    mean += length;
    inverse += length;
  }
}

/**
 * d of the inputs, with `add` added to what is in `out`; adds to the four lanes of each channel's scale
 * and shift.
 */
export function normaliseLayerBack(
  channels: u32,
  rows: u32,
  columns: u32,
  scale: usize,
  x: usize,
  xRow: usize,
  xPlane: usize,
  d: usize,
  dRow: usize,
  dPlane: usize,
  mean: usize,
  inverse: usize,
  scaleLanes: usize,
  shiftLanes: usize,
  out: usize,
  outRow: usize,
  outPlane: usize,
  add: bool,
): void {
  const share = f32x4.splat(1 / <f32>channels);
  const length = columns * UNIT;
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16) {
      const middle = v128.load(mean + at);
      const factor = v128.load(inverse + at);
      let first = f32x4.splat(0);
      let second = first;
      let g = d + at;
      for (let c: u32 = 0, p = x + at; c < channels; c++, p += xPlane, g += dPlane) {
        const own = f32x4.mul(f32x4.sub(v128.load(p), middle), factor);
        const given = v128.load(g);
        const lanes = c << 4;
        const moved = f32x4.mul(given, own);
        v128.store(scaleLanes + lanes, f32x4.add(v128.load(scaleLanes + lanes), moved));
        v128.store(shiftLanes + lanes, f32x4.add(v128.load(shiftLanes + lanes), given));
        const scaled = f32x4.mul(given, v128.load_splat<f32>(scale + (c << 2)));
        first = f32x4.add(first, scaled);
        second = f32x4.add(second, f32x4.mul(scaled, own));
      }
      first = f32x4.mul(first, share);
      second = f32x4.mul(second, share);
      g = d + at;
      let to = out + at;
      for (let c: u32 = 0, p = x + at; c < channels; c++, p += xPlane, g += dPlane) {
        const own = f32x4.mul(f32x4.sub(v128.load(p), middle), factor);
        const scaled = f32x4.mul(v128.load(g), v128.load_splat<f32>(scale + (c << 2)));
        const rest = f32x4.sub(f32x4.sub(scaled, first), f32x4.mul(own, second));
        const value = f32x4.mul(rest, factor);
        v128.store(to, add ? f32x4.add(v128.load(to), value) : value);
        to += outPlane;
      }
    }
    x += xRow;
    d += dRow;
    out += outRow;
    mean += length;
    inverse += length;
  }
}
