/**
 * What one core of this machine does at best: the inner loops of the engine on operands that lie in the
 * cache, and memory. The same loops as in training, called by themselves.
 */
import { Arena } from "../src/engine/sparse/arena.js";
import { instantiate, type Kernels } from "../src/engine/sparse/kernels.js";
import { LANES } from "../src/engine/sparse/parameters.js";
import {
  forwards,
  PLACES,
  roomOf,
  scratchBytes,
  tiled,
  type Use,
} from "../src/engine/sparse/tiles.js";
import { convolutionLayer } from "../src/geometry.js";
import { Random } from "../src/random.js";
import { processorTime } from "./timing.js";

/** Operations (an addition or a multiplication) or bytes a second. */
export interface Rates {
  /** Sparse rows times a panel of 128 units (16 KiB): forward and backward products. */
  readonly product: number;
  /** The same of 784 units (98 KiB), as above MNIST's pixels: more than the nearest cache holds. */
  readonly wideProduct: number;
  /** Rows a second that have one edge or none: what a row takes beside its edges. */
  readonly rows: number;
  /** Forward and backward products of a layer in which every pair of units has an edge. */
  readonly fullProduct: number;
  /** The gradient of each weight. */
  readonly gradient: number;
  /** The same of a layer in which every pair of units has an edge. */
  readonly fullGradient: number;
  /** A kernel's taps, position by position. */
  readonly convolution: number;
  /** The same of a kernel's taps. */
  readonly correlation: number;
  /** Products and gradients of 8 sources and 16 targets in four tiles, place by place. */
  readonly tiledProduct: number;
  readonly tiledGradient: number;
  /** Transforms a second of a tile of a panel: its inputs, its outputs, the gradients of its outputs. */
  readonly tileInputs: number;
  readonly tileOutputs: number;
  readonly tileSlopes: number;
  /** Copying an array that no cache holds: bytes read plus bytes written. */
  readonly memory: number;
}

/** Loops that the engine calls inside WebAssembly. */
interface Loops extends Kernels {
  multiply(...addresses: number[]): void;
  multiplySources(...addresses: number[]): void;
  accumulate(...addresses: number[]): void;
  accumulateAll(...addresses: number[]): void;
  convolve(...addresses: number[]): void;
  correlate(...addresses: number[]): void;
  transformInputs(...addresses: number[]): void;
  transformOutputs(...addresses: number[]): void;
  transformSlopes(...addresses: number[]): void;
  multiplyPlace(...addresses: number[]): void;
  accumulatePlace(...addresses: number[]): void;
}

const UNIT = 4 * LANES;
/** Rows of a product. */
const ROWS = 512;
const ROUNDS = 7;

/** `amount` a second, at best of several rounds of at least 20 ms. */
async function best(amount: number, run: () => void): Promise<number> {
  run();
  let most = 0;
  let repeat = 1;
  for (let round = 0; round < ROUNDS; ) {
    const { milliseconds } = await processorTime(() => {
      for (let i = 0; i < repeat; i++) run();
    });
    if (milliseconds < 20) {
      repeat *= 2;
      continue;
    }
    most = Math.max(most, (amount * repeat * 1000) / milliseconds);
    round++;
  }
  return most;
}

export async function measureRates(): Promise<Rates> {
  const loops = instantiate() as Loops;
  const arena = new Arena(loops.memory, Number(loops.heapBase.value));
  const long = () => 64;
  const random = new Random("rates", "rows");
  const near = products(loops, arena, 128, long);
  const far = products(loops, arena, 784, long);
  const full = fullLayer(loops, arena, 64, 128);
  const taps = convolution(loops, arena);
  const tiles = someTiles(loops, arena);
  const short = products(loops, arena, 128, () => random.integer(2));
  return {
    product: await best(near.operations, near.multiply),
    wideProduct: await best(far.operations, far.multiply),
    fullProduct: await best(full.operations, full.multiply),
    rows: await best(ROWS, short.multiply),
    gradient: await best(near.operations, near.accumulate),
    fullGradient: await best(full.operations, full.accumulate),
    convolution: await best(taps.operations, taps.convolve),
    correlation: await best(taps.operations, taps.correlate),
    tiledProduct: await best(tiles.operations, tiles.multiply),
    tiledGradient: await best(tiles.operations, tiles.accumulate),
    tileInputs: await best(TILES, tiles.inputs),
    tileOutputs: await best(1, tiles.outputs),
    tileSlopes: await best(1, tiles.slopes),
    memory: await memoryRate(),
  };
}

/** Sparse rows, so many edges each, and a panel of so many units. */
function products(loops: Loops, arena: Arena, units: number, length: () => number) {
  const random = new Random("rates", "edges");
  const starts = new Uint32Array(ROWS + 1);
  for (let r = 0; r < ROWS; r++) starts[r + 1] = starts[r]! + length();
  const edges = starts[ROWS]!;
  const begin = arena.place(starts);
  const index = arena.place(
    Uint32Array.from({ length: edges }, () => random.integer(units) * UNIT),
  );
  const value = arena.allocate(4 * edges);
  const [matrix, x] = [filled(arena, units * UNIT), filled(arena, ROWS * UNIT)];
  const lanes = arena.allocate(16 * (edges + 3));
  return {
    operations: 2 * LANES * edges,
    multiply: () => loops.multiply(ROWS, begin, begin + 4, index, value, matrix, x),
    accumulate: () => loops.accumulate(ROWS, begin, index, x, matrix, lanes),
  };
}

/**
 * Memory of its own: pages that have never been written are all the same page of zeros to the system, which a
 * cache that looks lines up by their addresses does not take lightly.
 */
function filled(arena: Arena, bytes: number): number {
  const start = arena.allocate(bytes);
  const random = new Random("rates", "values");
  const values = arena.floats(start, bytes / 4);
  for (let i = 0; i < values.length; i++) values[i] = random.uniform();
  return start;
}

/** So many sources and targets, an edge between any two. */
function fullLayer(loops: Loops, arena: Arena, sources: number, targets: number) {
  const weight = filled(arena, 4 * sources * targets);
  const [x, d] = [filled(arena, sources * UNIT), filled(arena, targets * UNIT)];
  const lanes = filled(arena, 16 * sources * targets);
  const out = arena.allocate(sources * UNIT);
  return {
    operations: 2 * LANES * sources * targets,
    multiply: () => loops.multiplySources(sources, targets, weight, d, out),
    accumulate: () => loops.accumulateAll(sources, targets, x, d, lanes),
  };
}

/** 72 taps of one target on a plane of 14 x 14 positions, as in the second layer of cnn5. */
function convolution(loops: Loops, arena: Arena) {
  const [side, taps, sources] = [14, 72, 8];
  const row = (side + 3) * UNIT; // as src/engine/sparse/convolution-memory.ts spaces them
  const plane = (side + 2) * row + UNIT;
  const offset = (e: number) =>
    Math.floor(e / 9) * plane + (Math.floor(e / 3) % 3) * row + (e % 3) * UNIT;
  const index = arena.place(Uint32Array.from({ length: taps }, (_, e) => offset(e)));
  const order = arena.place(Uint32Array.from({ length: taps }, (_, e) => e));
  const weight = filled(arena, 4 * taps);
  const matrix = filled(arena, sources * plane);
  const d = filled(arena, side * side * UNIT);
  const lanes = filled(arena, 16 * taps);
  const end = index + 4 * taps;
  return {
    operations: 2 * LANES * taps * side * side,
    convolve: () =>
      loops.convolve(
        ...[index, end, weight - index, 0, 0, matrix, row, UNIT],
        ...[d, side * UNIT, UNIT, side, side],
      ),
    correlate: () =>
      loops.correlate(
        ...[index, end, order - index, matrix, row, UNIT],
        ...[d, side * UNIT, side, side, lanes],
      ),
  };
}

const TILES = 4;

/** Four tiles beside one another, of 8 sources and 16 targets as in the second layer of cnn5. */
function someTiles(loops: Loops, arena: Arena) {
  const [side, sources, targets] = [4 * TILES, 8, 16];
  const form = { kernel: 3, stride: 1, padding: 1, channels: targets } as const;
  const own = convolutionLayer(form, sources, targets, { height: side, width: side }, "bench");
  const all = Array.from({ length: 9 * sources * targets }, (_, e) => e);
  const taps = {
    source: Uint32Array.from(all, (e) => Math.floor(e / 9 / targets)),
    target: Uint32Array.from(all, (e) => Math.floor(e / 9) % targets),
    tap: Uint16Array.from(all, (e) => e % 9),
  };
  const row = (side + 3) * UNIT;
  const steps = { row, plane: (side + 2) * row };
  const nothing = arena.allocate(4);
  const scratch = filled(arena, scratchBytes(own, true));
  const written = { channels: all.slice(0, targets), steps, bias: () => nothing };
  const descriptor = (use: Use) => tiled(arena, scratch, forwards(taps, own), steps, written, use);
  const [products, gradients] = [descriptor("products"), descriptor("gradients")];
  const plane = filled(arena, steps.plane);
  const { vStep, mStep } = roomOf("products", sources, targets, own.output);
  const m = scratch + PLACES * vStep;
  return {
    operations: 2 * LANES * sources * targets * TILES,
    multiply: () => loops.multiplyPlace(products, 0, TILES),
    accumulate: () => loops.accumulatePlace(gradients, 0, TILES),
    inputs: () => loops.transformInputs(plane, row, TILES, scratch, vStep, sources * UNIT),
    outputs: () => loops.transformOutputs(m, mStep, 0, 0, 0, plane, row),
    slopes: () => loops.transformSlopes(plane, row, m, mStep),
  };
}

/**
 * Bytes a second that a step of Adam moves over so many parameters, in whichever cache they fit: 16 a
 * parameter are read, 12 written.
 */
export function adamRate(parameters: number): Promise<number> {
  const loops = instantiate();
  const arena = new Arena(loops.memory, Number(loops.heapBase.value));
  const count = Math.ceil(parameters / 4) * 4;
  const [w, g, m, v] = [0, 1, 2, 3].map(() => arena.allocate(4 * count));
  return best(28 * count, () =>
    loops.adam(count, w!, g!, m!, v!, 0.9, 0.1, 0.999, 0.001, 0.001, 1, 1e-8),
  );
}

function memoryRate(): Promise<number> {
  const bytes = 1 << 27;
  const [from, to] = [new Uint8Array(bytes).fill(1), new Uint8Array(bytes)];
  return best(2 * bytes, () => to.set(from));
}
