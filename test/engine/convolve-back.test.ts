/** Back through a convolution by all loops against the same sums in plain numbers, rounded at each step: to the bit. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { Arena } from "../../src/engine/sparse/arena.js";
import { writeBack } from "../../src/engine/sparse/descriptors.js";
import { instantiate } from "../../src/engine/sparse/kernels.js";
import { Random } from "../../src/random.js";
import { allLoops, bits } from "./all-loops.js";

const LANES = 32;
const UNIT = 4 * LANES;
/** Rows and columns of zeros around the gradients of the outputs. */
const MARGIN = 2;
const { fround } = Math;
const times = (a: number, b: number) => fround(a * b);
const plus = (a: number, b: number) => fround(a + b);

/** A tap from a source to a target reads the target's gradient so many rows and columns from a position. */
interface Tap {
  readonly target: number;
  readonly row: number;
  readonly column: number;
}

interface Case {
  readonly height: number;
  readonly width: number;
  readonly targets: number;
  /** Of each source. */
  readonly taps: readonly (readonly Tap[])[];
  readonly stride: number;
  readonly add: boolean;
  /** Normalised and rectified, with such sources as are known by their shift alone; else as it is. */
  readonly known: readonly boolean[] | undefined;
  readonly far: boolean;
  readonly seed: number;
}

const cases = fc
  .record({
    height: fc.integer({ min: 1, max: 11 }),
    width: fc.integer({ min: 1, max: 11 }),
    targets: fc.integer({ min: 1, max: 3 }),
    sources: fc.integer({ min: 1, max: 4 }),
    most: fc.constantFrom(1, 3, 12),
    stride: fc.constantFrom(1, 2),
    add: fc.boolean(),
    normalised: fc.boolean(),
    far: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ sources, most, normalised, ...rest }): Case => {
    const random = new Random(`back ${rest.seed}`, "taps");
    const near = () => random.integer(2 * MARGIN + 1) - MARGIN;
    const tap = () => ({ target: random.integer(rest.targets), row: near(), column: near() });
    const taps = Array.from({ length: sources }, () =>
      Array.from({ length: random.integer(most + 1) }, tap),
    );
    if (!normalised) return { ...rest, taps, known: undefined };
    const known = taps.map(() => random.integer(3) === 0);
    return { ...rest, taps, known, stride: 1, add: false };
  });

/** Numbers of a case, and what they should become. */
function sampleOf(own: Case) {
  const { height, width, targets, taps, stride } = own;
  const random = new Random(`back ${own.seed}`, "values");
  const numbers = (count: number) =>
    Float32Array.from({ length: count }, () => random.uniform() * 2 - 1);
  const outer = { height: height + 2 * MARGIN, width: width + 2 * MARGIN };
  const d = new Float32Array(targets * outer.height * outer.width * LANES);
  for (let t = 0; t < targets; t++)
    for (let i = 0; i < height; i++)
      d.set(
        numbers(width * LANES),
        ((t * outer.height + i + MARGIN) * outer.width + MARGIN) * LANES,
      );
  const edges = taps.flat().length;
  const size = height * stride * width * stride * LANES;
  return {
    outer,
    d,
    weights: numbers(edges),
    lanes: numbers(4 * edges),
    x: numbers(taps.length * size),
    out: numbers(taps.length * size),
    size,
    factor: numbers(taps.length),
    shift: numbers(taps.length),
    mean: numbers(taps.length),
    sums: Float64Array.from(numbers(2 * taps.length)),
  };
}

type Sample = ReturnType<typeof sampleOf>;

/** Four lanes of sixteen. */
const folded = (own: Float32Array) =>
  [0, 1, 2, 3].map((q) => plus(plus(own[q]!, own[q + 4]!), plus(own[q + 8]!, own[q + 12]!)));

function expected(own: Case, sample: Sample) {
  const { height, width, taps, stride, known, add } = own;
  const { outer, d, weights, x, factor, shift, mean, size } = sample;
  const [out, lanes, sums] = [sample.out.slice(), sample.lanes.slice(), sample.sums.slice()];
  const slope = (t: number, i: number, j: number, lane: number) =>
    d[((t * outer.height + i + MARGIN) * outer.width + j + MARGIN) * LANES + lane]!;
  const place = (s: number, i: number, j: number, lane: number) =>
    s * size + (i * stride * width * stride + j * stride) * LANES + lane;
  const value = (s: number, at: number) => {
    if (!known) return x[at]!;
    const sum = known[s] ? shift[s]! : plus(times(factor[s]!, x[at]!), shift[s]!);
    return Math.max(sum, 0);
  };
  let edge = 0;
  taps.forEach((of, s) => {
    const [total, product] = [
      [0, 0],
      [0, 0],
    ];
    for (let i = 0; i < height; i++) {
      const [a, b] = [new Float32Array(16), new Float32Array(16)];
      for (let j = 0; j < width; j++)
        for (let lane = 0; lane < LANES; lane++) {
          const at = place(s, i, j, lane);
          let sum = add ? out[at]! : 0;
          of.forEach(({ target, row, column }, k) => {
            sum = plus(sum, times(weights[edge + k]!, slope(target, i + row, j + column, lane)));
          });
          if (known) {
            if (!(value(s, at) > 0)) sum = 0;
            a[lane % 16] = plus(a[lane % 16]!, sum);
            const apart = times(sum, fround(x[at]! - mean[s]!));
            b[lane % 16] = plus(b[lane % 16]!, apart);
          }
          out[at] = sum;
        }
      for (const [to, from] of [
        [total, folded(a)],
        [product, folded(b)],
      ] as const)
        from.forEach((four, q) => {
          to[q % 2]! += four;
        });
    }
    if (known) {
      sums[2 * s]! += total[0]! + total[1]!;
      if (!known[s]) sums[2 * s + 1]! += product[0]! + product[1]!;
    }
    of.forEach(({ target, row, column }) => {
      // rows of the target's gradient, four at a time
      for (let first = 0; first < height; first += 4) {
        const sixteen = new Float32Array(16);
        for (let o = first; o < Math.min(height, first + 4); o++) {
          const i = o - row;
          if (i < 0 || i >= height) continue;
          for (let j = 0; j < width; j++)
            for (let lane = 0; lane < LANES; lane++) {
              const read = value(s, place(s, i, j, lane));
              const term = times(read, slope(target, o, j + column, lane));
              sixteen[lane % 16] = plus(sixteen[lane % 16]!, term);
            }
        }
        folded(sixteen).forEach((four, q) => {
          lanes[4 * edge + q] = plus(lanes[4 * edge + q]!, four);
        });
      }
      edge++;
    });
  });
  return { out, lanes, sums };
}

for (const native of allLoops) {
  const loops = instantiate(native);
  const arena = new Arena(loops.memory, Number(loops.heapBase.value));
  const kind = native === "no" ? "WebAssembly" : basename(native);

  const place = (values: Float32Array) => {
    const at = Math.ceil(arena.allocate(values.byteLength + 64) / 64) * 64;
    arena.floats(at, values.length).set(values);
    return at;
  };

  function found(own: Case, sample: Sample) {
    const { height, width, taps, stride, known } = own;
    const { outer, size } = sample;
    arena.clear();
    const all = taps.flat();
    const row = outer.width * UNIT;
    const plane = outer.height * row;
    const integers = (values: readonly number[]) => arena.place(Uint32Array.from(values));
    const groups = [0, 1, 2, 3].map((group) =>
      all.flatMap((tap, e) => ((tap.row & 3) === group ? e : [])),
    );
    const starts = [0, 1, 2, 3, 4].map((group) => groups.slice(0, group).flat().length);
    let end = 0;
    const planes = taps.map((of, s) => {
      end += of.length;
      return [end - of.length, end, 4 * s * size, 4 * s * size, +(known?.[s] ?? false), s];
    });
    const at = {
      d: place(sample.d),
      x: place(sample.x),
      out: place(sample.out),
      lanes: place(sample.lanes),
      sums: place(new Float32Array(4 * taps.length)),
    };
    arena.doubles(at.sums, sample.sums.length).set(sample.sums);
    const back = writeBack(arena, {
      count: taps.length,
      planes: integers(planes.flat()),
      index: integers(all.map((tap) => tap.target * plane + tap.row * row + tap.column * UNIT)),
      weight: place(sample.weights),
      order: integers(all.map((_, e) => e)),
      folds: integers([...starts, ...groups.flat()]),
      add: +own.add,
      dRow: row,
      outRow: stride * width * stride * UNIT,
      outColumn: stride * UNIT,
      height,
      width,
      xRow: stride * width * stride * UNIT,
      xColumn: stride * UNIT,
      lanes: at.lanes,
      factor: known ? place(sample.factor) : 0,
      shift: known ? place(sample.shift) : 0,
      mean: known ? place(sample.mean) : 0,
      sums: known ? at.sums : 0,
      ahead: +own.far,
      far: +own.far,
    });
    loops.convolveBack(back, at.d + MARGIN * row + MARGIN * UNIT, at.out, at.x);
    return {
      out: arena.floats(at.out, sample.out.length).slice(),
      lanes: arena.floats(at.lanes, sample.lanes.length).slice(),
      sums: arena.doubles(at.sums, sample.sums.length).slice(),
    };
  }

  test(`${kind}: gradients of inputs and taps together, normalised or not`, () => {
    fc.assert(
      fc.property(cases, (own) => {
        const sample = sampleOf(own);
        const [right, made] = [expected(own, sample), found(own, sample)];
        for (const part of ["out", "lanes"] as const)
          assert.deepEqual(bits(made[part]), bits(right[part]), part);
        assert.deepEqual([...made.sums], [...right.sums]);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
}
