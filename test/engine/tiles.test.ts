import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Arena } from "../../src/engine/sparse/arena.js";
import { instantiate } from "../../src/engine/sparse/kernels.js";
import { gradientMargins, inputMargins, type Margins } from "../../src/engine/sparse/margins.js";
import { allocatePlanes, layoutOf, type Planes } from "../../src/engine/sparse/planes.js";
import {
  backwards,
  forwards,
  isTiled,
  roomOf,
  scratchBytes,
  tiled,
} from "../../src/engine/sparse/tiles.js";
import { type Convolution, convolutionLayer, type Image } from "../../src/geometry.js";
import { Random } from "../../src/random.js";
import { allLoops, bits } from "./all-loops.js";
import { difference } from "./sample.js";

const LANES = 32;

interface Case {
  readonly own: Convolution;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly tap: Uint16Array;
  /** The same numbers each time. */
  readonly numbers: () => Random;
}

/** Convolutions of every size around a tile's, with taps pruned at random but one. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    sources: fc.integer({ min: 1, max: 9 }),
    targets: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 14 }),
    width: fc.integer({ min: 1, max: 14 }),
    zeros: fc.record({
      top: fc.integer({ min: 1, max: 4 }),
      bottom: fc.integer({ min: 1, max: 4 }),
      left: fc.integer({ min: 1, max: 4 }),
      right: fc.integer({ min: 1, max: 4 }),
    }),
    density: fc.double({ min: 0.05, max: 1, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ sources, targets, height, width, zeros, density, seed }) => {
    const random = new Random(seed, "tiles");
    const settings = { kernel: 3, stride: 1, padding: zeros, channels: targets };
    const own = convolutionLayer(settings, sources, targets, { height, width }, "test");
    const all = Array.from({ length: sources * targets * 9 }, (_, i) => i);
    const rows = all.filter((i) => i === 0 || random.uniform() < density);
    return {
      own,
      source: Uint32Array.from(rows, (i) => Math.floor(i / 9 / targets)),
      target: Uint32Array.from(rows, (i) => Math.floor(i / 9) % targets),
      tap: Uint16Array.from(rows, (i) => i % 9),
      numbers: () => new Random(seed, "values"),
    };
  });

/** Kernels and memory in which every number that nobody set is no number. */
function workspace(native: string) {
  const kernels = instantiate(native);
  const arena = new Arena(kernels.memory, Number(kernels.heapBase.value));
  const planes = (image: Image, zeros: Margins, random?: Random) => {
    const layout = layoutOf(image, zeros);
    const guard = () => arena.floats(arena.reserve(4096), 1024).fill(Number.NaN);
    guard();
    const own = allocatePlanes(arena, layout, 1);
    guard();
    for (const at of positions(own))
      arena.floats(at, LANES).set(Array.from({ length: LANES }, () => random?.normal() ?? 0));
    return own;
  };
  const numbers = (count: number, random: Random) => {
    const start = arena.allocate(4 * count);
    arena.floats(start, count).set(Array.from({ length: count }, () => random.normal()));
    return start;
  };
  /** Channel by channel, position by position, image by image. */
  const values = (own: Planes) =>
    positions(own).map((at) => Float64Array.from(arena.floats(at, LANES)));
  return { kernels, arena, planes, numbers, values };
}

/** Addresses of the first image's values. */
function positions({ image, at, plane, row }: Planes): number[] {
  const { channels, height, width } = image;
  return Array.from({ length: channels * height * width }, (_, p) => {
    const column = p % width;
    const line = Math.floor(p / width) % height;
    return at(0) + Math.floor(p / width / height) * plane + line * row + 4 * LANES * column;
  });
}

/** Every tap at every position where both of its ends are: the places of its input and its output. */
function eachProduct(
  { own, source, target, tap }: Case,
  visit: (edge: number, x: number, y: number) => void,
) {
  const { input, output, top, left } = own;
  for (let e = 0; e < tap.length; e++)
    for (let i = 0; i < output.height; i++)
      for (let j = 0; j < output.width; j++) {
        const row = i + Math.floor(tap[e]! / 3) - top;
        const column = j + (tap[e]! % 3) - left;
        if (row < 0 || row >= input.height || column < 0 || column >= input.width) continue;
        visit(
          e,
          (source[e]! * input.height + row) * input.width + column,
          (target[e]! * output.height + i) * output.width + j,
        );
      }
}

function agrees(found: ArrayLike<number>, expected: ArrayLike<number>) {
  const error = difference(found, expected);
  assert.ok(error < 5e-6, `${error}`);
}

const all = (n: number) => Array.from({ length: n }, (_, c) => c);
const imageOf = (channels: number, { height, width }: { height: number; width: number }) => ({
  channels,
  height,
  width,
});
const flat = (values: readonly Float64Array[]) => values.flatMap((own) => [...own]);

/** Runs them with all loops there are. @param work gives what they must agree on, to the bit. */
function eachLoops(work: (native: string) => Float32Array) {
  const found = allLoops.map((native) => bits(work(native)));
  for (const other of found) assert.equal(other, found[0]);
}

test("what tiles write is the convolution, within the planes alone", () => {
  fc.assert(
    fc.property(cases, fc.boolean(), fc.boolean(), (one, add, rectify) =>
      eachLoops((native) => {
        const { own, tap } = one;
        const random = one.numbers();
        const { kernels, arena, planes, numbers, values } = workspace(native);
        const x = planes(imageOf(own.sources, own.input), inputMargins(own), random);
        const y = planes(imageOf(own.targets, own.output), gradientMargins(own), random);
        const weight = numbers(tap.length, random);
        const biases = numbers(own.targets, random);
        const floor = rectify && !add ? 0 : Number.NEGATIVE_INFINITY;
        const expected = values(y).map((before, o) => {
          const channel = Math.floor(o / (own.output.height * own.output.width));
          return add ? before : before.fill(arena.floats(biases, own.targets)[channel]!);
        });
        const inputs = values(x);
        eachProduct(one, (e, i, o) => {
          const w = arena.floats(weight, tap.length)[e]!;
          for (let lane = 0; lane < LANES; lane++) expected[o]![lane]! += w * inputs[i]![lane]!;
        });
        const descriptor = tiled(
          arena,
          arena.reserve(scratchBytes(own, false)),
          forwards(one, own),
          x,
          {
            channels: all(own.targets),
            steps: y,
            bias: (t) => (add ? zero(arena) : biases + 4 * t),
            add: () => add,
          },
          "products",
        );
        const written = new Set(positions(y));
        const whole = arena.floats(y.at(0), (own.targets * y.plane) / 4);
        const outside = () =>
          [...whole].filter((_, i) => !written.has(y.at(0) + 4 * (i - (i % LANES))));
        kernels.tiledDistribute(descriptor, weight);
        const before = outside();
        kernels.tiledForward(descriptor, x.at(0), y.at(0), floor);
        const due = flat(expected).map((value) => Math.max(floor, value));
        agrees(flat(values(y)), due);
        assert.deepEqual(outside(), before);
        return Float32Array.from(flat(values(y)));
      }),
    ),
    { numRuns: 60, seed: 1 },
  );
});

const zero = (arena: Arena) => arena.allocate(4);

test("gradients of taps and of inputs are those of the convolution", () => {
  fc.assert(
    fc.property(cases, (one) =>
      eachLoops((native) => {
        const { own, tap, source, target } = one;
        const random = one.numbers();
        const { kernels, arena, planes, numbers, values } = workspace(native);
        const x = planes(imageOf(own.sources, own.input), inputMargins(own), random);
        const d = planes(imageOf(own.targets, own.output), gradientMargins(own), random);
        const out = planes(imageOf(own.sources, own.input), inputMargins(own));
        const weight = numbers(tap.length, random);
        const taps = new Float64Array(tap.length);
        const inputs = values(out);
        const [from, slopes] = [values(x), values(d)];
        eachProduct(one, (e, i, o) => {
          const w = arena.floats(weight, tap.length)[e]!;
          for (let lane = 0; lane < LANES; lane++) {
            taps[e]! += from[i]![lane]! * slopes[o]![lane]!;
            inputs[i]![lane]! += w * slopes[o]![lane]!;
          }
        });
        const scratch = arena.reserve(scratchBytes(own, true));
        arena.floats(scratch, scratchBytes(own, true) / 4).fill(Number.NaN);
        const targets = [...new Set(target)].sort((a, b) => a - b);
        const written = { channels: targets, steps: d, bias: () => 0 };
        const learn = tiled(arena, scratch, forwards(one, own), x, written, "gradients");
        const lanes = arena.allocate(16 * tap.length);
        kernels.tiledGradient(learn, x.at(0), d.at(0), lanes);
        const sums = arena.floats(lanes, 4 * tap.length).slice();
        const found = taps.map((_, e) =>
          [0, 1, 2, 3].reduce((sum, lane) => sum + sums[4 * e + lane]!, 0),
        );
        agrees(found, taps);
        const channels = [...new Set(source)].sort((a, b) => a - b);
        const nothing = zero(arena);
        const back = tiled(
          arena,
          scratch,
          backwards(one, own),
          d,
          { channels, steps: out, bias: () => nothing },
          "products",
        );
        kernels.tiledDistribute(back, weight);
        kernels.tiledForward(back, d.at(0), out.at(0), Number.NEGATIVE_INFINITY);
        agrees(flat(values(out)), flat(inputs));
        return Float32Array.from([...sums, ...flat(values(out))]);
      }),
    ),
    { numRuns: 60, seed: 2 },
  );
});

test("tiles are for kernels of 3 x 3 taps, one step apart, of which enough are left", () => {
  const plane = { height: 16, width: 16 };
  const of = (settings: object) => {
    const form = { kernel: 3, stride: 1, padding: 1, ...settings } as const;
    return convolutionLayer({ ...form, channels: 32 }, 32, 32, plane, "test");
  };
  const taps = 9 * 32 * 32;
  for (const use of ["products", "gradients"] as const) {
    const inTiles = (edges: number, settings = {}) =>
      isTiled(use, of(settings), edges, 32, 32, plane);
    assert.ok(inTiles(taps));
    assert.ok(inTiles(taps / 2));
    assert.ok(!inTiles(taps / 5));
    const others = [{ kernel: 5, padding: 2 }, { stride: 2 }, { dilation: 2 }, { groups: 2 }];
    for (const settings of others) assert.ok(!inTiles(taps, settings), JSON.stringify(settings));
  }
});

test("what all channels take is enough for some of them", () => {
  const most = fc.integer({ min: 1, max: 300 });
  const side = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(
      most,
      most,
      side,
      side,
      fc.double({ max: 1, min: 0, noNaN: true }),
      fc.boolean(),
      (sources, targets, height, width, part, learning) => {
        const settings = { kernel: 3, stride: 1, padding: 1, channels: targets } as const;
        const own = convolutionLayer(settings, sources, targets, { height, width }, "test");
        const some = (channels: number) => Math.max(1, Math.round(part * channels));
        for (const use of learning ? (["products", "gradients"] as const) : (["products"] as const))
          for (const [read, written] of [
            [sources, some(targets)],
            [some(sources), targets],
            [some(sources), some(targets)],
          ] as const) {
            const bytes = scratchBytes(own, learning);
            assert.ok(roomOf(use, read, written, own.output).bytes <= bytes);
            assert.ok(roomOf("products", written, read, own.input).bytes <= bytes);
          }
      },
    ),
    { seed: 3 },
  );
});
