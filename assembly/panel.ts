/**
 * A panel is 32 images side by side. Activations of a layer are a matrix units x 32, one unit after
 * another: eight v128 a unit, 128 bytes, so that a batch is worked through panel by panel and the
 * matrices of a panel stay in the cache. All offsets to units are in bytes: unit * 128.
 */

/** Images a panel. */
export const LANES: u32 = 32;
/** Bytes of one unit's activations in a panel. */
export const UNIT: u32 = 128;

/** out[j][i] = in[i][j] for a 4 x 4 block of floats whose rows lie 128 bytes apart. */
function transposeBlock(source: usize, target: usize): void {
  const a = v128.load(source);
  const b = v128.load(source, 128);
  const c = v128.load(source, 256);
  const d = v128.load(source, 384);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(target, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 128);
  v128.store(target, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 256);
  v128.store(target, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 384);
}

/** Transposes a 32 x 32 block of floats, rows 128 bytes apart in both. */
export function transpose(source: usize, target: usize): void {
  for (let row: usize = 0; row < 32; row += 4) {
    for (let column: usize = 0; column < 32; column += 4) {
      inline.always(
        transposeBlock(source + row * 128 + column * 4, target + column * 128 + row * 4),
      );
    }
  }
}

/** y[unit] += bias[unit] over a panel; with `rectify`, negative results become zero. */
export function biasAndRectify(units: u32, bias: usize, y: usize, rectify: bool): void {
  const floor = f32x4.splat(rectify ? 0 : -Infinity);
  for (const end = y + units * UNIT; y < end; y += UNIT) {
    const b = v128.load_splat<f32>(bias);
    for (let at = y, stop = y + UNIT; at < stop; at += 16) {
      v128.store(at, f32x4.pmax(f32x4.add(v128.load(at), b), floor));
    }
    bias += 4;
  }
}

/** d[unit] = 0 where y[unit] is not positive: the gradient through the rectifier. */
export function gate(units: u32, y: usize, d: usize): void {
  const delta = d - y;
  const zero = f32x4.splat(0);
  for (const end = y + units * UNIT; y < end; y += 16) {
    v128.store(y + delta, v128.and(v128.load(y + delta), f32x4.gt(v128.load(y), zero)));
  }
}
