/**
 * Convolutions of 3 x 3 taps with stride 1, tile by tile as in tile.ts, in which the products of all sources and targets at
 * one of a tile's 36 places are those of a fully connected layer: no list of taps is read, those that are pruned are
 * zeros. It costs less than going over the taps where more than about a third of them are left
 * (src/engine/sparse/tiles.ts). Some tiles are worked together, so many as stay in the cache.
 */
import { addProduct } from "./add-product";
import { multiplyTargets } from "./full-product";
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
  /** -> zeros, one a target. */
  zeros: usize;
  /** Tiles at a time. */
  tiles: u32;
  /** -> transformed inputs, place by place, tile by tile; and bytes from one place to the next. */
  v: usize;
  vStep: u32;
  /** -> the same of targets. */
  m: usize;
  mStep: u32;
  /** -> gradients of the kernels' transforms, four lanes each, source by source. */
  sums: usize;
  sumStep: u32;
}

const WRITTEN_ROW: usize = 12;

/** A tile's inputs or outputs where it reaches over the edge. */
const edge: usize = memory.data(4608, 16);
const EDGE_ROW: usize = SIDE * UNIT;

function copyRows(
  from: usize,
  fromRow: usize,
  to: usize,
  toRow: usize,
  rows: u32,
  columns: u32,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    memory.copy(to, from, columns * UNIT);
    from += fromRow;
    to += toRow;
  }
}

/** The inputs of one tile; beyond `rows` and `columns` they are zeros. */
function readTile(x: usize, row: usize, rows: u32, columns: u32, to: usize, apart: usize): void {
  if (rows >= SIDE && columns >= SIDE) return transformInputs(x, row, to, apart);
  memory.fill(edge, 0, SIDE * EDGE_ROW);
  copyRows(x, row, edge, EDGE_ROW, min(rows, SIDE), min(columns, SIDE));
  transformInputs(edge, EDGE_ROW, to, apart);
}

function readSlopes(d: usize, row: usize, rows: u32, columns: u32, to: usize, apart: usize): void {
  if (rows >= OUT && columns >= OUT) return transformSlopes(d, row, to, apart);
  memory.fill(edge, 0, OUT * EDGE_ROW);
  copyRows(d, row, edge, EDGE_ROW, min(rows, OUT), min(columns, OUT));
  transformSlopes(edge, EDGE_ROW, to, apart);
}

function writeTile(
  m: usize,
  apart: usize,
  bias: f32,
  floor: f32,
  add: bool,
  out: usize,
  row: usize,
  rows: u32,
  columns: u32,
): void {
  if (rows >= OUT && columns >= OUT) return transformOutputs(m, apart, bias, floor, add, out, row);
  rows = min(rows, OUT);
  columns = min(columns, OUT);
  if (add) copyRows(out, row, edge, EDGE_ROW, rows, columns);
  transformOutputs(m, apart, bias, floor, add, edge, EDGE_ROW);
  copyRows(edge, EDGE_ROW, out, row, rows, columns);
}

/** Transforms the inputs of `tiles` tiles from the one numbered `first` on. */
function readTiles(own: Tiled, x: usize, first: u32, tiles: u32): void {
  const across = (own.width + 3) >> 2;
  let to = own.v;
  for (let tile = first; tile < first + tiles; tile++) {
    const row = (tile / across) << 2;
    const column = (tile % across) << 2;
    const from = x - own.corner + row * own.readRow + column * UNIT;
    const rows = own.height + 2 - row;
    const columns = own.width + 2 - column;
    for (let s: u32 = 0; s < own.sources; s++) {
      const plane = from + <usize>load<u32>(own.read + (s << 2));
      readTile(plane, own.readRow, rows, columns, to, own.vStep);
      to += UNIT;
    }
  }
}

/** Planes `y` = max(floor, bias + the convolution of planes `x`), or that is added to them. */
export function tiledForward(own: Tiled, x: usize, y: usize, floor: f32): void {
  const across = (own.width + 3) >> 2;
  const all = across * ((own.height + 3) >> 2);
  const sourceBytes = own.sources * UNIT;
  const targetBytes = own.targets * UNIT;
  for (let first: u32 = 0; first < all; first += own.tiles) {
    const tiles = min(own.tiles, all - first);
    readTiles(own, x, first, tiles);
    for (let f: u32 = 0; f < PRODUCTS; f++) {
      const kernels = own.kernels + f * own.kernelStep;
      let v = own.v + f * own.vStep;
      let m = own.m + f * own.mStep;
      for (let tile: u32 = 0; tile < tiles; tile++) {
        multiplyTargets(own.sources, own.targets, kernels, own.zeros, -Infinity, v, m);
        v += sourceBytes;
        m += targetBytes;
      }
    }
    let m = own.m;
    for (let tile = first; tile < first + tiles; tile++) {
      const row = (tile / across) << 2;
      const column = (tile % across) << 2;
      const to = y + row * own.writtenRow + column * UNIT;
      for (let t: u32 = 0; t < own.targets; t++) {
        const entry = own.written + t * WRITTEN_ROW;
        writeTile(
          m,
          own.mStep,
          load<f32>(load<u32>(entry, 4)),
          floor,
          load<u32>(entry, 8) != 0,
          to + load<u32>(entry),
          own.writtenRow,
          own.height - row,
          own.width - column,
        );
        m += UNIT;
      }
    }
  }
}

/** Adds to the gradients of surviving taps, from planes `x` and the gradients `d` of what was written. */
export function tiledGradient(own: Tiled, x: usize, d: usize, lanes: usize): void {
  const across = (own.width + 3) >> 2;
  const all = across * ((own.height + 3) >> 2);
  for (let first: u32 = 0; first < all; first += own.tiles) {
    const tiles = min(own.tiles, all - first);
    readTiles(own, x, first, tiles);
    let m = own.m;
    for (let tile = first; tile < first + tiles; tile++) {
      const row = (tile / across) << 2;
      const column = (tile % across) << 2;
      const from = d + row * own.writtenRow + column * UNIT;
      for (let t: u32 = 0; t < own.targets; t++) {
        const plane = from + <usize>load<u32>(own.written + t * WRITTEN_ROW);
        readSlopes(plane, own.writtenRow, own.height - row, own.width - column, m, own.mStep);
        m += UNIT;
      }
    }
    for (let f: u32 = 0; f < PRODUCTS; f++) accumulatePlace(own, f, tiles, first == 0);
  }
  let sums = own.sums;
  let places = own.places;
  for (const end = sums + ((<usize>own.sources * own.targets) << 4); sums < end; sums += 16) {
    gradientOfTaps(sums, own.sumStep, places, lanes);
    places += 36;
  }
}

/** The sums of all kernels at one place of some tiles. */
function accumulatePlace(own: Tiled, f: u32, tiles: u32, begin: bool): void {
  const xTile = own.sources * UNIT;
  const dTile = own.targets * UNIT;
  const row = (<usize>own.targets) << 4;
  let x = own.v + f * own.vStep;
  let sums = own.sums + f * own.sumStep;
  if (begin) memory.fill(sums, 0, own.sources * row);
  const d = own.m + f * own.mStep;
  let s: u32 = 0;
  for (; s + 4 <= own.sources; s += 4) {
    let t: u32 = 0;
    for (; t + 2 <= own.targets; t += 2)
      accumulateEight(tiles, x, xTile, d + t * UNIT, dTile, sums + (t << 4), row);
    if (t < own.targets)
      for (let r: usize = 0; r < 4; r++)
        accumulateOne(tiles, x + r * UNIT, xTile, d + t * UNIT, dTile, sums + r * row + (t << 4));
    x += 4 * UNIT;
    sums += 4 * row;
  }
  for (; s < own.sources; s++) {
    for (let t: u32 = 0; t < own.targets; t++)
      accumulateOne(tiles, x, xTile, d + t * UNIT, dTile, sums + (t << 4));
    x += UNIT;
    sums += row;
  }
}

/** Of four sources and two targets, over tiles `xTile` and `dTile` apart; as accumulateTiles in full-product.ts. */
export function accumulateEight(
  tiles: u32,
  x: usize,
  xTile: usize,
  d: usize,
  dTile: usize,
  lanes: usize,
  row: usize,
): void {
  const lanes1 = lanes + row;
  const lanes2 = lanes1 + row;
  const lanes3 = lanes2 + row;
  let a0 = v128.load(lanes);
  let b0 = v128.load(lanes, 16);
  let a1 = v128.load(lanes1);
  let b1 = v128.load(lanes1, 16);
  let a2 = v128.load(lanes2);
  let b2 = v128.load(lanes2, 16);
  let a3 = v128.load(lanes3);
  let b3 = v128.load(lanes3, 16);
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
  v128.store(lanes, a0);
  v128.store(lanes, b0, 16);
  v128.store(lanes1, a1);
  v128.store(lanes1, b1, 16);
  v128.store(lanes2, a2);
  v128.store(lanes2, b2, 16);
  v128.store(lanes3, a3);
  v128.store(lanes3, b3, 16);
}

/** Of one source and one target. */
function accumulateOne(
  tiles: u32,
  x: usize,
  xTile: usize,
  d: usize,
  dTile: usize,
  lanes: usize,
): void {
  let sum = v128.load(lanes);
  let other = f32x4.splat(0);
  for (let tile: u32 = 0; tile < tiles; tile++) {
    for (let i: usize = 0; i < UNIT; i += 32) {
      sum = addProduct(sum, v128.load(x + i), v128.load(d + i));
      other = addProduct(other, v128.load(x + i, 16), v128.load(d + i, 16));
    }
    x += xTile;
    d += dTile;
  }
  v128.store(lanes, f32x4.add(sum, other));
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
