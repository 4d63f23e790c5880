/**
 * Passes over planes of channels in a panel, whose rows may lie within margins: `rows` of `length` bytes
 * each, UNIT a position; a row of the operand x is `xRow` bytes from the next, a plane `xPlane`.
 */

/** The number of the n-th of some channels: of the list at `channels`, or without an address n itself. */
export function channelAt(channels: usize, n: u32): usize {
  return channels ? load<u32>(channels + ((<usize>n) << 2)) : n;
}

/** A channel's number among those at `numbers`, or without an address `other`. */
export function numberOf(numbers: usize, channel: usize, other: f32): f32 {
  return numbers ? load<f32>(numbers + (channel << 2)) : other;
}

/**
 * out = max(floor, p a + q b + c) in `count` channels, whose planes are so far apart and whose numbers p, q and c are
 * those at these addresses: without one p and q are 1, c is 0. Without an address a or b is left out. `out` may be a or b.
 * With an address `bits` gets a bit a value, row by row and channel by channel: whether it is positive, unless a is left out.
 */
export function combine(
  count: u32,
  channels: usize,
  rows: u32,
  length: usize,
  a: usize,
  aRow: usize,
  aPlane: usize,
  p: usize,
  b: usize,
  bRow: usize,
  bPlane: usize,
  q: usize,
  c: usize,
  floor: f32,
  out: usize,
  outRow: usize,
  outPlane: usize,
  bits: usize,
): void {
  for (let n: u32 = 0; n < count; n++) {
    const own = channelAt(channels, n);
    const to = out + own * outPlane;
    const shift = numberOf(c, own, 0);
    if (!a) {
      // max is what pmax is, but of what is no number
      fillRows(rows, length, floor > shift ? floor : shift, to, outRow);
      continue;
    }
    const second = b ? b + own * bPlane : 0;
    const first = a + own * aPlane;
    const scale = numberOf(p, own, 1);
    const other = numberOf(q, own, 1);
    combinePlane(rows, length, first, aRow, scale, second, bRow, other, shift, floor, to, outRow);
    if (bits) markRows(rows, length, to, outRow, bits + own * bitsOf(rows, length));
  }
}

/** Bytes of a plane's bits. */
export function bitsOf(rows: u32, length: usize): usize {
  return <usize>rows * (length >> 5);
}

/** A bit a value of y: whether it is positive. */
function markRows(rows: u32, length: usize, y: usize, yRow: usize, bits: usize): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 64) {
      const own = y + at;
      const low = positive(own) | (positive(own + 16) << 4);
      store<u16>(bits + (at >> 5), low | (positive(own + 32) << 8) | (positive(own + 48) << 12));
    }
    y += yRow;
    bits += length >> 5;
  }
}

/** A bit each of four values. */
function positive(y: usize): i32 {
  return i32x4.bitmask(f32x4.gt(v128.load(y), f32x4.splat(0)));
}

/** Of sixteen values' bits, in each lane, those of four as masks: the first ones' or, from `bit` on, others'. */
export function maskOf(sixteen: v128, bit: i32): v128 {
  const own = i32x4.shl(i32x4(1, 2, 4, 8), bit);
  return i32x4.eq(v128.and(sixteen, own), own);
}

function combinePlane(
  rows: u32,
  length: usize,
  a: usize,
  aRow: usize,
  p: f32,
  b: usize,
  bRow: usize,
  q: f32,
  c: f32,
  floor: f32,
  out: usize,
  outRow: usize,
): void {
  const scaleA = f32x4.splat(p);
  const scaleB = f32x4.splat(q);
  const shift = f32x4.splat(c);
  const least = f32x4.splat(floor);
  for (let i: u32 = 0; i < rows; i++) {
    if (b) {
      for (let at: usize = 0; at < length; at += 64) {
        const own = out + at;
        const first = a + at;
        const second = b + at;
        const c0 = inline.always(sumOf(first, second, scaleA, scaleB, shift, least));
        const c1 = inline.always(sumOf(first + 16, second + 16, scaleA, scaleB, shift, least));
        const c2 = inline.always(sumOf(first + 32, second + 32, scaleA, scaleB, shift, least));
        const c3 = inline.always(sumOf(first + 48, second + 48, scaleA, scaleB, shift, least));
        v128.store(own, c0);
        v128.store(own, c1, 16);
        v128.store(own, c2, 32);
        v128.store(own, c3, 48);
      }
      b += bRow;
    } else {
      for (let at: usize = 0; at < length; at += 64) {
        const own = out + at;
        const first = a + at;
        const c0 = f32x4.add(f32x4.mul(scaleA, v128.load(first)), shift);
        const c1 = f32x4.add(f32x4.mul(scaleA, v128.load(first, 16)), shift);
        const c2 = f32x4.add(f32x4.mul(scaleA, v128.load(first, 32)), shift);
        const c3 = f32x4.add(f32x4.mul(scaleA, v128.load(first, 48)), shift);
        v128.store(own, f32x4.pmax(c0, least));
        v128.store(own, f32x4.pmax(c1, least), 16);
        v128.store(own, f32x4.pmax(c2, least), 32);
        v128.store(own, f32x4.pmax(c3, least), 48);
      }
    }
    a += aRow;
    out += outRow;
  }
}

/** Of four images: max(least, p a + c + q b). */
function sumOf(a: usize, b: usize, p: v128, q: v128, c: v128, least: v128): v128 {
  const first = f32x4.add(f32x4.mul(p, v128.load(a)), c);
  return f32x4.pmax(f32x4.add(first, f32x4.mul(q, v128.load(b))), least);
}

/** out = value. */
export function fillRows(rows: u32, length: usize, value: f32, out: usize, outRow: usize): void {
  const all = f32x4.splat(value);
  for (let i: u32 = 0; i < rows; i++) {
    for (let at = out, end = out + length; at < end; at += 16) v128.store(at, all);
    out += outRow;
  }
}

/** d = 0 where a bit is not set: the gradient through a rectifier. */
export function gateRows(rows: u32, length: usize, bits: usize, d: usize, dRow: usize): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 64) {
      const own = d + at;
      const sixteen = i32x4.splat(<i32>load<u16>(bits + (at >> 5)));
      for (let bit = 0; bit < 16; bit += 4) {
        const to = own + (bit << 2);
        v128.store(to, v128.and(v128.load(to), maskOf(sixteen, bit)));
      }
    }
    bits += length >> 5;
    d += dRow;
  }
}
