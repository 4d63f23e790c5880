/** Images that are bytes, brightness 0 to 255, read into planes. */
import { LANES, UNIT } from "./panel";

/** Pixels and images that are worked together. */
const EIGHT: u32 = 8;
const FOUR: u32 = 4;

/** Address of each lane's image. */
const from: usize = memory.data(4 * 32, 16);

/**
 * Writes one panel's values, brightness / 255, into planes; 0 in lanes without an image.
 * @param bytes images of `size` bytes, one channel's rows after another's; `none` is the number of one that is dark, which
 * those lanes read. @param order -> the images' numbers.
 */
export function spreadBytes(
  images: u32,
  order: usize,
  bytes: usize,
  size: usize,
  none: u32,
  channels: u32,
  rows: u32,
  width: u32,
  x: usize,
  xRow: usize,
  xPlane: usize,
): void {
  for (let lane: u32 = 0; lane < LANES; lane++) {
    const image = lane < images ? load<u32>(order + (lane << 2)) : none;
    store<usize>(from + (lane << 2), bytes + <usize>image * size);
  }
  let offset: usize = 0;
  for (let c: u32 = 0; c < channels; c++, x += xPlane)
    for (let row: u32 = 0; row < rows; row++, offset += width)
      spreadRow(offset, width, x + <usize>row * xRow);
}

/** A row of all lanes. @param offset of its first byte in an image. */
function spreadRow(offset: usize, width: u32, x: usize): void {
  for (; width >= EIGHT; width -= EIGHT, offset += EIGHT, x += EIGHT * UNIT)
    for (let lane: u32 = 0; lane < LANES; lane += FOUR) spreadEight(lane, offset, x + (lane << 2));
  for (const end = offset + width; offset < end; offset++, x += UNIT)
    for (let lane: u32 = 0; lane < LANES; lane++)
      store<f32>(x + (lane << 2), <f32>load<u8>(load<usize>(from + (lane << 2)) + offset) / 255);
}

/** Eight pixels of four lanes, which lie side by side at each. */
function spreadEight(lane: u32, offset: usize, x: usize): void {
  const at = from + (lane << 2);
  const a = v128.load64_zero(load<usize>(at) + offset);
  const b = v128.load64_zero(load<usize>(at, 4) + offset);
  const c = v128.load64_zero(load<usize>(at, 8) + offset);
  const d = v128.load64_zero(load<usize>(at, 12) + offset);
  const ab = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const cd = v128.shuffle<u8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  spreadFour(v128.shuffle<u16>(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11), x);
  spreadFour(v128.shuffle<u16>(ab, cd, 4, 12, 5, 13, 6, 14, 7, 15), x + 4 * UNIT);
}

/** Four pixels of four lanes. */
function spreadFour(bytes: v128, x: usize): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  spreadOne(i32x4.extend_low_i16x8_u(low), x);
  spreadOne(i32x4.extend_high_i16x8_u(low), x + UNIT);
  spreadOne(i32x4.extend_low_i16x8_u(high), x + 2 * UNIT);
  spreadOne(i32x4.extend_high_i16x8_u(high), x + 3 * UNIT);
}

function spreadOne(levels: v128, x: usize): void {
  v128.store(x, f32x4.div(f32x4.convert_i32x4_u(levels), f32x4.splat(255)));
}
