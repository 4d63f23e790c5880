/**
 * Passes over planes of one channel in a panel, whose rows may lie within margins: `rows` of `length` bytes
 * each, UNIT a position; a row of the operand x is `xRow` bytes from the next.
 */

/** out = max(floor, p a + q b + c); without an address b is left out. `out` may be a or b. */
export function combine(
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
      for (let at: usize = 0; at < length; at += 16) {
        const first = f32x4.add(f32x4.mul(scaleA, v128.load(a + at)), shift);
        const sum = f32x4.add(first, f32x4.mul(scaleB, v128.load(b + at)));
        v128.store(out + at, f32x4.pmax(sum, least));
      }
      b += bRow;
    } else {
      for (let at: usize = 0; at < length; at += 16) {
        const sum = f32x4.add(f32x4.mul(scaleA, v128.load(a + at)), shift);
        v128.store(out + at, f32x4.pmax(sum, least));
      }
    }
    a += aRow;
    out += outRow;
  }
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
