/**
 * Images as lists of their lit pixels. An entry packs the pixel's place among the network's input
 * units (24 bits) and its byte (8 bits) into 32 bits; an image's entries are in order of pixels.
 */
import { UNIT } from "./panel";

/** byte / 255, as floats: 256 of them. */
const level: usize = memory.data(1024, 16);
for (let i: u32 = 0; i < 256; i++) store<f32>(level + i * 4, <f32>i / 255);

/** The places of the bits of each byte, ascending, eight bytes each. */
const places: usize = memory.data(2048, 16);
for (let mask: u32 = 0; mask < 256; mask++) {
  let at = places + mask * 8;
  for (let left = mask; left; left &= left - 1) store<u8>(at++, <u8>ctz(left));
}

/**
 * Appends the entries of some images, sixteen pixels at a time.
 * @param blocks a row for every sixteen pixels of which any has edges, 32 bytes: their offset in the image,
 *   a bit for each that has edges, the place of the first such among the input units, nothing; then, a byte
 *   for each pixel, how many with edges come before it.
 * @param entry where the first entry goes; there must be room for one a unit and image, and for eight more,
 *   which are written and mean nothing.
 * @param first receives the number of entries before each image, counted from `origin`.
 * @returns where the next entry goes.
 */
export function pack(
  images: u32,
  width: u32,
  pixels: usize,
  blocks: usize,
  blocksEnd: usize,
  origin: usize,
  entry: usize,
  first: usize,
): usize {
  const dark = i8x16.splat(0);
  const eight = i8x16.splat(8);
  for (let i: u32 = 0; i < images; i++) {
    store<u32>(first, <u32>((entry - origin) >> 2));
    for (let block = blocks; block < blocksEnd; block += 32) {
      const row = v128.load(pixels + load<u32>(block));
      const lit = <u32>i8x16.bitmask(i8x16.ne(row, dark)) & load<u32>(block, 4);
      if (!lit) continue;
      const unit = i32x4.splat(load<u32>(block, 8));
      const before = v128.load(block, 16);
      const low = lit & 255;
      const left = v128.load64_zero(places + low * 8);
      inline.always(
        eightEntries(entry, i8x16.swizzle(row, left), i8x16.swizzle(before, left), unit),
      );
      entry += popcnt(low) << 2;
      const high = lit >> 8;
      const right = i8x16.add(v128.load64_zero(places + high * 8), eight);
      inline.always(
        eightEntries(entry, i8x16.swizzle(row, right), i8x16.swizzle(before, right), unit),
      );
      entry += popcnt(high) << 2;
    }
    first += 4;
    pixels += width;
  }
  return entry;
}

/** Entries of eight pixels: their bytes, and their places from `unit` on. */
function eightEntries(entry: usize, bytes: v128, places: v128, unit: v128): void {
  const value = i16x8.extend_low_i8x16_u(bytes);
  const place = i16x8.extend_low_i8x16_u(places);
  const low = i32x4.add(i32x4.extend_low_i16x8_u(place), unit);
  const high = i32x4.add(i32x4.extend_high_i16x8_u(place), unit);
  v128.store(entry, v128.or(i32x4.shl(low, 8), i32x4.extend_low_i16x8_u(value)));
  v128.store(entry, v128.or(i32x4.shl(high, 8), i32x4.extend_high_i16x8_u(value)), 16);
}

/** Writes one panel's pixels into the cleared matrix x (units x 32). */
export function spread(images: u32, order: usize, entries: usize, first: usize, x: usize): void {
  for (let lane: u32 = 0; lane < images; lane++) {
    const start = first + ((<usize>load<u32>(order + (lane << 2))) << 2);
    const end = entries + ((<usize>load<u32>(start, 4)) << 2);
    for (let at = entries + ((<usize>load<u32>(start)) << 2); at < end; at += 4) {
      const entry = load<u32>(at);
      store<f32>(x + (entry >> 8) * UNIT, load<f32>(level + ((entry & 255) << 2)));
    }
    x += 4;
  }
}

/** Writes one panel's pixels into planes that have been cleared. @param place -> each unit's offset. */
export function spreadPlanes(
  images: u32,
  order: usize,
  entries: usize,
  first: usize,
  place: usize,
  x: usize,
): void {
  for (let lane: u32 = 0; lane < images; lane++) {
    const start = first + ((<usize>load<u32>(order + (lane << 2))) << 2);
    const end = entries + ((<usize>load<u32>(start, 4)) << 2);
    for (let at = entries + ((<usize>load<u32>(start)) << 2); at < end; at += 4) {
      const entry = load<u32>(at);
      const offset = load<u32>(place + ((entry >> 8) << 2));
      store<f32>(x + offset, load<f32>(level + ((entry & 255) << 2)));
    }
    x += 4;
  }
}

/**
 * Unpacks the entries of some images into the rows of a sparse matrix, images x units: offset
 * (unit * 128) and value, and counts each unit's entries.
 * @param begin receives images + 1 row starts. @param counts units + 1 counters, cleared here.
 */
export function unpack(
  images: u32,
  order: usize,
  entries: usize,
  first: usize,
  units: u32,
  begin: usize,
  index: usize,
  value: usize,
  counts: usize,
): void {
  memory.fill(counts, 0, (<usize>units + 1) << 2);
  let n: usize = 0;
  for (let i: u32 = 0; i < images; i++) {
    store<u32>(begin + (i << 2), <u32>(n >> 2));
    const start = first + ((<usize>load<u32>(order + (i << 2))) << 2);
    const end = entries + ((<usize>load<u32>(start, 4)) << 2);
    for (let at = entries + ((<usize>load<u32>(start)) << 2); at < end; at += 4) {
      const entry = load<u32>(at);
      store<u32>(index + n, (entry >> 8) * UNIT);
      store<f32>(value + n, load<f32>(level + ((entry & 255) << 2)));
      const counter = counts + ((entry >> 8) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
      n += 4;
    }
  }
  store<u32>(begin + (images << 2), <u32>(n >> 2));
}

/**
 * The transpose of `unpack`'s matrix, units x images, by counting sort.
 * @param counts as counted by unpack; becomes the row ends, and the row starts one place before.
 */
export function transposeEntries(
  images: u32,
  begin: usize,
  index: usize,
  value: usize,
  units: u32,
  counts: usize,
  indexOut: usize,
  valueOut: usize,
): void {
  let total: u32 = 0;
  for (let unit: u32 = 0; unit <= units; unit++) {
    const count = load<u32>(counts + (unit << 2));
    store<u32>(counts + (unit << 2), total);
    total += count;
  }
  for (let i: u32 = 0; i < images; i++) {
    const end = load<u32>(begin + (i << 2), 4) << 2;
    for (let at = load<u32>(begin + (i << 2)) << 2; at < end; at += 4) {
      const cursor = counts + (load<u32>(index + at) >> 5);
      const place = load<u32>(cursor);
      store<u32>(cursor, place + 1);
      store<u32>(indexOut + (place << 2), i * UNIT);
      store<f32>(valueOut + (place << 2), load<f32>(value + at));
    }
  }
}
