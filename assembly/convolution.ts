/** One convolution of a panel: its channels are worked one by one, from taps to pooled values. */
import { convolve, convolveTwo, sameEdges } from "./convolve";
import { correlate, sumPlane } from "./correlate";
import { gather } from "./gather";
import { Layer } from "./layer";
import {
  isWorth as isWorthOf,
  convolve as nativeConvolve,
  convolveTwo as nativeConvolveTwo,
  correlate as nativeCorrelate,
  tiledForward as nativeTiledForward,
  tiledGradient as nativeTiledGradient,
} from "./native";
import { UNIT } from "./panel";
import { Pool, pool, unpool } from "./pool";
import { Tiled, tiledDistribute, tiledForward, tiledGradient } from "./tiled";

/**
 * Planes to compute from a list of edges each. Descriptors here are written by src/engine/sparse/ in
 * the order of their fields, 32 bits each; "->" means an address, rows and planes are in bytes.
 */
@unmanaged
export class Sweep {
  planes: u32;
  /** -> for each plane: first edge, last edge + 1, offset of the plane, height, width. */
  table: usize;
  /** -> for each edge: offset in what is read, place in the edge table, weight. */
  index: usize;
  order: usize;
  weight: usize;
  edges: u32;
  inRow: u32;
  inColumn: u32;
  outRow: u32;
  outColumn: u32;
}

const TABLE_ROW: usize = 20;

@unmanaged
export class Convolution {
  /** -> taps by target; by source and, with a stride, by position modulo the stride (0 if first). 0 where tiles do all. */
  forward: usize;
  backward: usize;
  /** -> the same tile by tile (tiled.ts), else 0. */
  tiledForward: usize;
  tiledGradient: usize;
  tiledBackward: usize;
  pool: usize;
  /** -> rectified outputs, one plane a target; without pooling they are z. */
  y: usize;
  yPlane: u32;
  yRow: u32;
  /** From the first window's corner, within margins of zeros, to the first position of y. */
  yCorner: u32;
  /** -> pooled outputs, within the margins that the next layer needs. */
  z: usize;
  zPlane: u32;
  zRow: u32;
  /** -> gradients of y, within the margins that `backward` needs; the first layer has one plane unless tiled. */
  d: usize;
  dPlane: u32;
  dRow: u32;
  dCorner: u32;
  /** Rows and columns of y and d. */
  height: u32;
  width: u32;
  /** -> first layer: for each pixel its offset in x. And all of x: address, bytes. */
  pixels: usize;
  clear: usize;
  clearBytes: u32;
}

function convolutionOf(layer: Layer): Convolution {
  return changetype<Convolution>(layer.convolution);
}

/** Of the edges from `index` to `end` over a plane. */
function isWorth(index: usize, end: usize, height: u32, width: u32): bool {
  return isWorthOf((<u32>(end - index) >> 2) * height * width);
}

/** The layer's outputs in z. */
export function convolutionForward(layer: Layer): void {
  const own = convolutionOf(layer);
  if (!own.tiledForward) return sweepForward(layer, own);
  forwardByTiles(own.tiledForward, layer.x, own.y, 0);
  if (changetype<Pool>(own.pool).kind) for (let t: u32 = 0; t < layer.targets; t++) poolOf(own, t);
}

function isTiledWorth(own: Tiled): bool {
  return isWorthOf(own.sources * own.targets * own.height * own.width);
}

function forwardByTiles(address: usize, x: usize, y: usize, floor: f32): void {
  const own = changetype<Tiled>(address);
  (isTiledWorth(own) ? nativeTiledForward : tiledForward)(own, x, y, floor);
}

function sweepForward(layer: Layer, own: Convolution): void {
  const sweep = changetype<Sweep>(own.forward);
  const window = changetype<Pool>(own.pool);
  let table = sweep.table;
  let y = own.y;
  for (let t: u32 = 0; t < layer.targets; t++) {
    const bias = layer.bias + (t << 2);
    const index = sweep.index + (load<u32>(table) << 2);
    const end = sweep.index + (load<u32>(table, 4) << 2);
    const delta = sweep.weight - sweep.index;
    if (t + 1 < layer.targets && isTwin(sweep, table)) {
      (isWorth(index, end, own.height, own.width) ? nativeConvolveTwo : convolveTwo)(
        index,
        end,
        delta,
        load<f32>(bias),
        load<f32>(bias, 4),
        0,
        layer.x,
        sweep.inRow,
        sweep.inColumn,
        y,
        own.yPlane,
        own.yRow,
        UNIT,
        own.height,
        own.width,
      );
      if (window.kind) poolOf(own, t);
      table += TABLE_ROW;
      y += own.yPlane;
      t++;
    } else {
      (isWorth(index, end, own.height, own.width) ? nativeConvolve : convolve)(
        index,
        end,
        delta,
        load<f32>(bias),
        0,
        layer.x,
        sweep.inRow,
        sweep.inColumn,
        y,
        own.yRow,
        UNIT,
        own.height,
        own.width,
      );
    }
    if (window.kind) poolOf(own, t);
    table += TABLE_ROW;
    y += own.yPlane;
  }
}

/** The pooled values of one target. */
function poolOf(own: Convolution, t: u32): void {
  const y = own.y + t * own.yPlane - own.yCorner;
  pool(changetype<Pool>(own.pool), y, own.yRow, own.z + t * own.zPlane, own.zRow);
}

/** Whether the plane of a row of the table and the next are as large and have the same edges. */
function isTwin(sweep: Sweep, table: usize): bool {
  const begin = load<u32>(table);
  const end = load<u32>(table, 4);
  return (
    end - begin == load<u32>(table, TABLE_ROW + 4) - end &&
    load<u64>(table, 12) == load<u64>(table, TABLE_ROW + 12) &&
    sameEdges(sweep.index + (begin << 2), sweep.index + (end << 2))
  );
}

/** Adds to the gradients of taps and biases, from those of the outputs in `layer.d`. */
export function convolutionGradient(layer: Layer): void {
  const own = convolutionOf(layer);
  const tiled = own.tiledGradient;
  const window = changetype<Pool>(own.pool);
  const planeBytes = window.height * window.width * UNIT;
  for (let t: u32 = 0; t < layer.targets; t++) {
    const d = own.d + t * own.dPlane;
    if (window.overlap) memory.fill(d, 0, (own.height - 1) * own.dRow + own.width * UNIT);
    unpool(
      window,
      own.y + t * own.yPlane - own.yCorner,
      own.yRow,
      own.z + t * own.zPlane,
      own.zRow,
      layer.d + t * planeBytes,
      d - own.dCorner,
      own.dRow,
    );
    sumPlane(d, own.dRow, own.height, own.width, layer.biasLanes + (t << 4));
    if (!tiled) correlateTarget(layer, own, t, d);
  }
  if (!tiled) return;
  const tiles = changetype<Tiled>(tiled);
  (isTiledWorth(tiles) ? nativeTiledGradient : tiledGradient)(tiles, layer.x, own.d, layer.lanes);
}

function correlateTarget(layer: Layer, own: Convolution, t: u32, d: usize): void {
  const sweep = changetype<Sweep>(own.forward);
  const table = sweep.table + <usize>t * TABLE_ROW;
  const index = sweep.index + (load<u32>(table) << 2);
  const end = sweep.index + (load<u32>(table, 4) << 2);
  (isWorth(index, end, own.height, own.width) ? nativeCorrelate : correlate)(
    index,
    end,
    sweep.order - sweep.index,
    layer.x,
    sweep.inRow,
    sweep.inColumn,
    d,
    own.dRow,
    own.height,
    own.width,
    layer.lanes,
  );
}

/** The gradients of the layer's inputs to `out`, contiguous; after `convolutionGradient`. */
export function convolutionBackward(layer: Layer, out: usize): void {
  const own = convolutionOf(layer);
  if (own.tiledBackward) return forwardByTiles(own.tiledBackward, own.d, out, -Infinity);
  const sweep = changetype<Sweep>(own.backward);
  let table = sweep.table;
  for (let plane: u32 = 0; plane < sweep.planes; plane++) {
    const index = sweep.index + (load<u32>(table) << 2);
    const end = sweep.index + (load<u32>(table, 4) << 2);
    const delta = sweep.weight - sweep.index;
    const to = out + load<u32>(table, 8);
    const height = load<u32>(table, 12);
    const width = load<u32>(table, 16);
    if (plane + 1 < sweep.planes && isTwin(sweep, table)) {
      (isWorth(index, end, height, width) ? nativeConvolveTwo : convolveTwo)(
        index,
        end,
        delta,
        0,
        0,
        -Infinity,
        own.d,
        sweep.inRow,
        sweep.inColumn,
        to,
        load<u32>(table, TABLE_ROW + 8) - load<u32>(table, 8),
        sweep.outRow,
        sweep.outColumn,
        height,
        width,
      );
      plane++;
      table += TABLE_ROW;
    } else {
      (isWorth(index, end, height, width) ? nativeConvolve : convolve)(
        index,
        end,
        delta,
        0,
        -Infinity,
        own.d,
        sweep.inRow,
        sweep.inColumn,
        to,
        sweep.outRow,
        sweep.outColumn,
        height,
        width,
      );
    }
    table += TABLE_ROW;
  }
}

/** Copies changed weights to the order of each sweep, and transforms the kernels of tiles. */
export function convolutionDistribute(layer: Layer): void {
  const own = convolutionOf(layer);
  distributeTo(own.forward, own.tiledForward, layer.weight);
  distributeTo(own.backward, own.tiledBackward, layer.weight);
}

function distributeTo(sweep: usize, tiled: usize, weight: usize): void {
  if (tiled) tiledDistribute(changetype<Tiled>(tiled), weight);
  else if (sweep) {
    const own = changetype<Sweep>(sweep);
    gather(own.edges, own.order, weight, own.weight);
  }
}
