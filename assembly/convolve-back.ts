/**
 * Back through a sparse convolution of planes: the gradients of what it reads and of its taps together, as both read the
 * gradients of its outputs.
 *
 *   out[c] = sum over the taps from c of weight * d[target], shifted by the tap
 *   lanes[tap] += sum over positions of x[c] * d[target], shifted by the tap
 *
 * What it read may be max(0, factor z + shift) of values z, channel by channel: then that is made of z once more, gradients
 * become 0 where it is not positive, and are summed for the normalisation as in gateAndSum (normalise-back.ts).
 */
import { convolveAddRow, convolveRow } from "./convolve";
import { correlateTaps, SIXTEEN } from "./correlate-planes";
import { UNIT } from "./panel";
import { addRow, ofLanes } from "./plane-sums";

/** Of all planes; offsets and steps in bytes. */
@unmanaged
class Back {
  count: u32;
  planes: usize;
  /** Offsets of what taps read in d, their weights, and their numbers among the gradients in `lanes`. */
  index: usize;
  weight: usize;
  order: usize;
  /** Four lists of taps, counted from the first: where each begins, and where the last ends; then all of them. */
  folds: usize;
  /** Gradients are added to what is there. */
  add: u32;
  dRow: usize;
  outRow: usize;
  outColumn: usize;
  height: u32;
  width: u32;
  xRow: usize;
  xColumn: usize;
  lanes: usize;
  /** Addresses of numbers of all channels, and of two sums each; without the last what was read is what lies at x. */
  factor: usize;
  shift: usize;
  mean: usize;
  sums: usize;
  /** For loops of native/: x is to be fetched ahead; what is written goes past the caches. */
  ahead: u32;
  far: u32;
}

/** Its taps' first and last + 1; where its gradients and what was read lie; whether that is max(0, shift) alone; its channel. */
@unmanaged
class BackPlane {
  begin: u32;
  end: u32;
  offset: u32;
  x: u32;
  known: u32;
  channel: u32;
}

/** Rows of d of which a tap's products are summed in the same lanes, as in correlate-planes.ts. */
const ROWS: u32 = 4;
/** Of one call, and positions of a row: whoever calls sees to it. */
const MOST_EDGES: usize = 2048;
const MOST_PLANES: usize = 256;
const MOST_COLUMNS: usize = 256;
const sums: usize = memory.data(<i32>(MOST_EDGES * SIXTEEN), 16);
/** Two sums a plane, each of two in double precision. */
const gates: usize = memory.data(<i32>(MOST_PLANES * 32), 16);
const row: usize = memory.data(<i32>(MOST_COLUMNS * UNIT), 16);

/** @param at -> Back. @param d, out, x the first positions of a panel's gradients and of what was read. */
export function convolveBack(at: usize, d: usize, out: usize, x: usize): void {
  const back = changetype<Back>(at);
  const count = <usize>back.count;
  const last = back.planes + count * offsetof<BackPlane>();
  const first = changetype<BackPlane>(back.planes).begin;
  const edges = changetype<BackPlane>(last - offsetof<BackPlane>()).end - first;
  memory.fill(sums, 0, edges * SIXTEEN);
  memory.fill(gates, 0, count * 32);
  for (let i: u32 = 0; i < back.height; i++) {
    foldSums(back, first, (ROWS - (i % ROWS)) % ROWS);
    for (let at = back.planes, gate = gates; at < last; at += offsetof<BackPlane>(), gate += 32)
      backRow(back, changetype<BackPlane>(at), first, d, out, x, gate);
    d += back.dRow;
    out += back.outRow;
    x += back.xRow;
  }
  for (let at = back.planes, gate = gates; back.sums && at < last; gate += 32) {
    const own = changetype<BackPlane>(at);
    const to = back.sums + ((<usize>own.channel) << 4);
    store<f64>(to, load<f64>(to) + ofLanes(v128.load(gate)));
    if (!own.known) store<f64>(to, load<f64>(to, 8) + ofLanes(v128.load(gate, 16)), 8);
    at += offsetof<BackPlane>();
  }
  for (let group: u32 = 0; group < ROWS; group++) foldSums(back, first, group);
}

function backRow(
  back: Back,
  own: BackPlane,
  first: u32,
  d: usize,
  out: usize,
  x: usize,
  gate: usize,
): void {
  const begin = back.index + ((<usize>own.begin) << 2);
  const end = back.index + ((<usize>own.end) << 2);
  const delta = back.weight - back.index;
  const to = out + own.offset;
  const from = x + own.x;
  if (back.add) convolveAddRow(begin, end, delta, d, UNIT, to, back.outColumn, back.width);
  else convolveRow(begin, end, delta, 0, -Infinity, d, UNIT, to, back.outColumn, back.width);
  const values = back.sums ? normalised(back, own, from) : sideBySide(back, from);
  correlateTaps(
    begin,
    end,
    d,
    UNIT,
    values,
    back.width,
    sums + <usize>(own.begin - first) * SIXTEEN,
  );
  if (back.sums) gateRow(back, own, values, from, to, gate);
}

/** A row's positions without what lies between them. */
function sideBySide(back: Back, x: usize): usize {
  if (back.xColumn == UNIT) return x;
  for (let j: u32 = 0; j < back.width; j++) memory.copy(row + j * UNIT, x + j * back.xColumn, UNIT);
  return row;
}

/** What was read of a row; its positions lie side by side. */
function normalised(back: Back, own: BackPlane, z: usize): usize {
  const zero = f32x4.splat(0);
  const factor = v128.load_splat<f32>(back.factor + ((<usize>own.channel) << 2));
  const shift = v128.load_splat<f32>(back.shift + ((<usize>own.channel) << 2));
  const length = back.width * UNIT;
  for (let at: usize = 0; at < length; at += 16) {
    const sum = own.known ? shift : f32x4.add(f32x4.mul(factor, v128.load(z + at)), shift);
    v128.store(row + at, f32x4.pmax(sum, zero));
  }
  return row;
}

/** Lets a row's gradients through where `values` are positive, and sums them; as `gated` in normalise-back.ts. */
function gateRow(back: Back, own: BackPlane, values: usize, z: usize, d: usize, gate: usize): void {
  const mean = v128.load_splat<f32>(back.mean + ((<usize>own.channel) << 2));
  const zero = f32x4.splat(0);
  let a0 = zero;
  let a1 = zero;
  let a2 = zero;
  let a3 = zero;
  let b0 = zero;
  let b1 = zero;
  let b2 = zero;
  let b3 = zero;
  for (let at: usize = 0; at < back.width * UNIT; at += 64) {
    const d0 = inline.always(through(values + at, d + at));
    const d1 = inline.always(through(values + at + 16, d + at + 16));
    const d2 = inline.always(through(values + at + 32, d + at + 32));
    const d3 = inline.always(through(values + at + 48, d + at + 48));
    a0 = f32x4.add(a0, d0);
    a1 = f32x4.add(a1, d1);
    a2 = f32x4.add(a2, d2);
    a3 = f32x4.add(a3, d3);
    if (own.known) continue;
    b0 = f32x4.add(b0, f32x4.mul(d0, f32x4.sub(v128.load(z + at), mean)));
    b1 = f32x4.add(b1, f32x4.mul(d1, f32x4.sub(v128.load(z + at, 16), mean)));
    b2 = f32x4.add(b2, f32x4.mul(d2, f32x4.sub(v128.load(z + at, 32), mean)));
    b3 = f32x4.add(b3, f32x4.mul(d3, f32x4.sub(v128.load(z + at, 48), mean)));
  }
  const total = f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3));
  const product = f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3));
  v128.store(gate, addRow(v128.load(gate), total));
  v128.store(gate, addRow(v128.load(gate, 16), product), 16);
}

function through(value: usize, d: usize): v128 {
  const some = v128.and(v128.load(d), f32x4.gt(v128.load(value), f32x4.splat(0)));
  v128.store(d, some);
  return some;
}

/** Adds the lanes of the sums of some taps to one another, and to those of their gradients; then sums begin anew. */
function foldSums(back: Back, first: u32, group: u32): void {
  const list = back.folds + ((ROWS + 1) << 2);
  const order = back.order + ((<usize>first) << 2);
  const starts = back.folds + (group << 2);
  for (let i = load<u32>(starts); i < load<u32>(starts, 4); i++) {
    const e = <usize>load<u32>(list + (i << 2));
    const at = sums + e * SIXTEEN;
    const to = back.lanes + ((<usize>load<u32>(order + (e << 2))) << 4);
    const low = f32x4.add(v128.load(at), v128.load(at, 16));
    const high = f32x4.add(v128.load(at, 32), v128.load(at, 48));
    v128.store(to, f32x4.add(v128.load(to), f32x4.add(low, high)));
    // a call of memory.fill takes longer
    v128.store(at, f32x4.splat(0));
    v128.store(at, f32x4.splat(0), 16);
    v128.store(at, f32x4.splat(0), 32);
    v128.store(at, f32x4.splat(0), 48);
  }
}
