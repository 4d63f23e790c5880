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
  }
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

/** d = 0 where y is not positive: the gradient through a rectifier. */
export function gateRows(
  rows: u32,
  length: usize,
  y: usize,
  yRow: usize,
  d: usize,
  dRow: usize,
): void {
  const zero = f32x4.splat(0);
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16)
      v128.store(d + at, v128.and(v128.load(d + at), f32x4.gt(v128.load(y + at), zero)));
    y += yRow;
    d += dRow;
  }
}
