/**
 * Convolutions of 3 x 3 taps with stride 1, tile by tile as in tile.ts, in which the products of all sources and targets at
 * one of a tile's 36 places are those of a fully connected layer: no list of taps is read, those that are pruned are
 * zeros. It costs less than going over the taps where more than about a third of them are left
 * (src/engine/sparse/tiles.ts). Some tiles are worked together, so many as stay in the cache.
 */
import { addProduct } from "./add-product";
import { UNIT } from "./panel";
import {
  gradientOfTaps,
  OUT,
  PRODUCTS,
  SIDE,
  transformInputs,
  transformOutputs,
  transformSlopes,
  transformTaps,
} from "./tile";

/** Written by src/engine/sparse/ in the order of the fields. Rows, planes and offsets are in bytes. */
@unmanaged
export class Tiled {
  sources: u32;
  targets: u32;
  /** -> for each source the offset of its plane. */
  read: usize;
  readRow: u32;
  /** From the first position of what is read back to the corner of the first window. */
  corner: u32;
  /** -> for each target: the offset of its plane, the address of its bias, 1 if its sums are added. */
  written: usize;
  writtenRow: u32;
  /** Rows and columns of what is written. */
  height: u32;
  width: u32;
  /** -> for each kernel, source by source, and each of its taps the place of its weight. */
  places: usize;
  /** -> the kernels' transforms, place by place, in pairs of targets; and bytes from one place to the next. */
  kernels: usize;
  kernelStep: u32;
  /** Tiles at a time, beside one another: 8 at most. */
  tiles: u32;
  /** -> transformed inputs, place by place, tile by tile; and bytes from one place to the next. */
  v: usize;
  vStep: u32;
  /** -> the same of targets. */
  m: usize;
  mStep: u32;
  /** -> gradients of the kernels' transforms, place by place: of four sources those of each target side by side. */
  sums: usize;
  sumStep: u32;
}

const WRITTEN_ROW: u32 = 12;

/** Bytes of half a position, and from one tile's outputs to the next's. */
const HALF: usize = 64;
const TILE: usize = OUT * UNIT;

/** A tile's inputs or outputs where it reaches over the edge. */
const edge: usize = memory.data(4608, 16);
const EDGE_ROW: usize = SIDE * UNIT;

function clearEdge(rows: usize): void {
  const zero = f32x4.splat(0);
  for (let at = edge; at < edge + rows * EDGE_ROW; at += 32) {
    v128.store(at, zero);
    v128.store(at, zero, 16);
  }
}

/** Neither this nor `clearEdge` is what memory has for it, which V8 calls outside: that takes longer than such rows. */
function copyRows(
  from: usize,
  fromRow: usize,
  to: usize,
  toRow: usize,
  rows: u32,
  columns: u32,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < columns * UNIT; at += 32) {
      v128.store(to + at, v128.load(from + at));
      v128.store(to + at, v128.load(from + at, 16), 16);
    }
    from += fromRow;
    to += toRow;
  }
}

/** How many of some tiles beside one another lie whole within a plane's `rows` and `columns` from the first on. */
function wholeTiles(tiles: u32, rows: u32, columns: u32, side: u32): u32 {
  return rows < side || columns < side ? 0 : min(tiles, (columns - side + 4) >> 2);
}

/** Transforms the inputs of some tiles beside one another, the first's window at `x`. */
function readTiles(own: Tiled, x: usize, rows: u32, columns: u32, tiles: u32): void {
  const whole = wholeTiles(tiles, rows, columns, <u32>SIDE);
  const step = own.sources * UNIT;
  let to = own.v;
  for (let s: u32 = 0; s < own.sources; s++) {
    const plane = x + <usize>load<u32>(own.read + (s << 2));
    if (whole) transformInputs(plane, own.readRow, whole, to, own.vStep, step);
    for (let tile = whole; tile < tiles; tile++) {
      clearEdge(SIDE);
      const from = plane + <usize>tile * TILE;
      const left = columns - (tile << 2);
      copyRows(from, own.readRow, edge, EDGE_ROW, min(rows, <u32>SIDE), min(left, <u32>SIDE));
      transformInputs(edge, EDGE_ROW, 1, to + tile * step, own.vStep, step);
    }
    to += UNIT;
  }
}

/** The same of the gradients of some tiles' outputs, the first's at `d`. */
function readSlopes(own: Tiled, d: usize, rows: u32, columns: u32, tiles: u32): void {
  const whole = wholeTiles(tiles, rows, columns, <u32>OUT);
  for (let t: u32 = 0; t < own.targets; t++) {
    let from = d + <usize>load<u32>(own.written + t * WRITTEN_ROW);
    let to = own.m + t * UNIT;
    for (let tile: u32 = 0; tile < tiles; tile++) {
      if (tile < whole) transformSlopes(from, own.writtenRow, to, own.mStep);
      else {
        clearEdge(OUT);
        const left = columns - (tile << 2);
        copyRows(from, own.writtenRow, edge, EDGE_ROW, min(rows, <u32>OUT), min(left, <u32>OUT));
        transformSlopes(edge, EDGE_ROW, to, own.mStep);
      }
      from += TILE;
      to += own.targets * UNIT;
    }
  }
}

/** The outputs of some tiles beside one another, the first's at `y`. */
function writeTiles(own: Tiled, floor: f32, y: usize, rows: u32, columns: u32, tiles: u32): void {
  const whole = wholeTiles(tiles, rows, columns, <u32>OUT);
  for (let t: u32 = 0; t < own.targets; t++) {
    const entry = own.written + t * WRITTEN_ROW;
    const bias = load<f32>(load<u32>(entry, 4));
    const add = load<u32>(entry, 8) != 0;
    let to = y + <usize>load<u32>(entry);
    let m = own.m + t * UNIT;
    for (let tile: u32 = 0; tile < tiles; tile++) {
      if (tile < whole) transformOutputs(m, own.mStep, bias, floor, add, to, own.writtenRow);
      else {
        const high = min(rows, <u32>OUT);
        const wide = min(columns - (tile << 2), <u32>OUT);
        if (add) copyRows(to, own.writtenRow, edge, EDGE_ROW, high, wide);
        transformOutputs(m, own.mStep, bias, floor, add, edge, EDGE_ROW);
        copyRows(edge, EDGE_ROW, to, own.writtenRow, high, wide);
      }
      to += TILE;
      m += own.targets * UNIT;
    }
  }
}

/** Planes `y` = max(floor, bias + the convolution of planes `x`), or that is added to them. */
export function tiledForward(own: Tiled, x: usize, y: usize, floor: f32): void {
  x -= own.corner;
  for (let row: u32 = 0; row < own.height; row += 4) {
    for (let column: u32 = 0; column < own.width; column += own.tiles << 2) {
      const rows = own.height - row;
      const columns = own.width - column;
      const tiles = min(own.tiles, (columns + 3) >> 2);
      const from = x + row * own.readRow + column * UNIT;
      readTiles(own, from, rows + 2, columns + 2, tiles);
      for (let f: u32 = 0; f < PRODUCTS; f++) multiplyPlace(own, f, tiles);
      const to = y + row * own.writtenRow + column * UNIT;
      writeTiles(own, floor, to, rows, columns, tiles);
    }
  }
}

/** The products of all kernels at one place of some tiles. */
export function multiplyPlace(own: Tiled, f: u32, tiles: u32): void {
  const v = own.v + f * own.vStep;
  const even = own.targets & ~1;
  const size = own.sources << 3;
  let kernels = own.kernels + f * own.kernelStep;
  let m = own.m + f * own.mStep;
  for (let t: u32 = 0; t < even; t += 2) {
    multiplyTwo(kernels, 4, 8, v, own.sources, m, UNIT, own.targets * UNIT, tiles);
    kernels += size;
    m += 2 * UNIT;
  }
  if (even < own.targets)
    multiplyTwo(kernels, 0, 4, v, own.sources, m, 0, own.targets * UNIT, tiles);
}

/**
 * Of two targets, half a position at a time; as twoRows in full-product.ts.
 * @param apart bytes between the two sums; 0 (and `other` 0) computes one target twice. @param mTile from tile to tile.
 */
export function multiplyTwo(
  w: usize,
  other: usize,
  step: usize,
  v: usize,
  sources: u32,
  m: usize,
  apart: usize,
  mTile: usize,
  tiles: u32,
): void {
  const vTile = <usize>sources * UNIT;
  let vStep: usize = HALF;
  let mStep = HALF;
  for (const last = v + <usize>tiles * vTile; v < last; v += vTile - vStep) {
    let a0 = f32x4.splat(0);
    let b0 = a0;
    let a1 = a0;
    let b1 = a0;
    let a2 = a0;
    let b2 = a0;
    let a3 = a0;
    let b3 = a0;
    let u = w;
    for (let x = v, end = x + vTile; x < end; x += UNIT) {
      const p = v128.load_splat<f32>(u);
      const q = v128.load_splat<f32>(u + other);
      const x0 = v128.load(x);
      a0 = addProduct(a0, p, x0);
      b0 = addProduct(b0, q, x0);
      const x1 = v128.load(x, 16);
      a1 = addProduct(a1, p, x1);
      b1 = addProduct(b1, q, x1);
      const x2 = v128.load(x, 32);
      a2 = addProduct(a2, p, x2);
      b2 = addProduct(b2, q, x2);
      const x3 = v128.load(x, 48);
      a3 = addProduct(a3, p, x3);
      b3 = addProduct(b3, q, x3);
      u += step;
    }
    const second = m + apart;
    v128.store(second, b3, 48);
    v128.store(m, a3, 48);
    v128.store(second, b2, 32);
    v128.store(m, a2, 32);
    v128.store(second, b1, 16);
    v128.store(m, a1, 16);
    v128.store(second, b0);
    v128.store(m, a0);
    // to the other half, then to the next tile
    m += mStep;
    mStep = mTile - mStep;
    vStep = vTile - vStep;
  }
}

/** Adds to the gradients of surviving taps, from planes `x` and the gradients `d` of what was written. */
export function tiledGradient(own: Tiled, x: usize, d: usize, lanes: usize): void {
  x -= own.corner;
  memory.fill(own.sums, 0, PRODUCTS * own.sumStep);
  for (let row: u32 = 0; row < own.height; row += 4) {
    for (let column: u32 = 0; column < own.width; column += own.tiles << 2) {
      const rows = own.height - row;
      const columns = own.width - column;
      const tiles = min(own.tiles, (columns + 3) >> 2);
      const from = x + row * own.readRow + column * UNIT;
      readTiles(own, from, rows + 2, columns + 2, tiles);
      readSlopes(own, d + row * own.writtenRow + column * UNIT, rows, columns, tiles);
      for (let f: u32 = 0; f < PRODUCTS; f++) accumulatePlace(own, f, tiles);
    }
  }
  for (let s: u32 = 0; s < own.sources; s += 4)
    for (let t: u32 = 0; t < own.targets; t++)
      gradientOfTaps(
        own.sums + ((<usize>s * own.targets + (t << 2)) << 2),
        own.sumStep,
        own.places + 36 * (<usize>s * own.targets + t),
        36 * <usize>own.targets,
        min(4, own.sources - s),
        lanes,
      );
}

/** The sums of all kernels at one place of some tiles. */
export function accumulatePlace(own: Tiled, f: u32, tiles: u32): void {
  const xTile = own.sources * UNIT;
  const dTile = own.targets * UNIT;
  const d = own.m + f * own.mStep;
  let x = own.v + f * own.vStep;
  let sums = own.sums + f * own.sumStep;
  for (let s: u32 = 0; s < own.sources; s += 4) {
    const some = min(4, own.sources - s);
    let t: u32 = 0;
    if (some == 4)
      for (; t + 2 <= own.targets; t += 2)
        accumulateEight(tiles, x, xTile, d + t * UNIT, dTile, sums + (t << 4));
    for (; t < own.targets; t++)
      for (let r: u32 = 0; r < some; r++)
        accumulateOne(tiles, x + r * UNIT, xTile, d + t * UNIT, dTile, sums + (t << 4) + (r << 2));
    x += 4 * UNIT;
    sums += (<usize>own.targets) << 4;
  }
}

/** The sum of the lanes of each of four. */
function sumOfLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Of four sources and two targets, over tiles `xTile` and `dTile` apart; as accumulateTiles in full-product.ts. */
export function accumulateEight(
  tiles: u32,
  x: usize,
  xTile: usize,
  d: usize,
  dTile: usize,
  sums: usize,
): void {
  let a0 = f32x4.splat(0);
  let b0 = a0;
  let a1 = a0;
  let b1 = a0;
  let a2 = a0;
  let b2 = a0;
  let a3 = a0;
  let b3 = a0;
  for (let tile: u32 = 0; tile < tiles; tile++) {
    let from = d;
    for (let at = x, stop = x + UNIT; at < stop; at += 16) {
      const p = v128.load(from);
      const q = v128.load(from, 128);
      const x0 = v128.load(at);
      a0 = addProduct(a0, x0, p);
      b0 = addProduct(b0, x0, q);
      const x1 = v128.load(at, 128);
      a1 = addProduct(a1, x1, p);
      b1 = addProduct(b1, x1, q);
      const x2 = v128.load(at, 256);
      a2 = addProduct(a2, x2, p);
      b2 = addProduct(b2, x2, q);
      const x3 = v128.load(at, 384);
      a3 = addProduct(a3, x3, p);
      b3 = addProduct(b3, x3, q);
      from += 16;
    }
    x += xTile;
    d += dTile;
  }
  const a = f32x4.add(v128.load(sums), sumOfLanes(a0, a1, a2, a3));
  const b = f32x4.add(v128.load(sums, 16), sumOfLanes(b0, b1, b2, b3));
  v128.store(sums, a);
  v128.store(sums, b, 16);
}

/** Of one source and one target. */
function accumulateOne(
  tiles: u32,
  x: usize,
  xTile: usize,
  d: usize,
  dTile: usize,
  sum: usize,
): void {
  let a = f32x4.splat(0);
  let b = a;
  for (let tile: u32 = 0; tile < tiles; tile++) {
    for (let i: usize = 0; i < UNIT; i += 32) {
      a = addProduct(a, v128.load(x + i), v128.load(d + i));
      b = addProduct(b, v128.load(x + i, 16), v128.load(d + i, 16));
    }
    x += xTile;
    d += dTile;
  }
  const lanes = f32x4.add(a, b);
  store<f32>(sum, load<f32>(sum) + f32x4.extract_lane(sumOfLanes(lanes, a, a, a), 0));
}

/** Transforms changed weights. */
export function tiledDistribute(own: Tiled, weight: usize): void {
  const even = own.targets & ~1;
  let places = own.places;
  for (let s: u32 = 0; s < own.sources; s++)
    for (let t: u32 = 0; t < own.targets; t++) {
      const pair = t < even;
      const column = (pair ? t & ~1 : even) * own.sources;
      const place = column + (pair ? 2 * s + (t & 1) : s);
      transformTaps(places, weight, own.kernels + (place << 2), own.kernelStep);
      places += 36;
    }
}
