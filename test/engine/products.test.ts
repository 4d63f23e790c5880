/** The loops of the products against the same sums in plain numbers, rounded to 32 bits at each step: to the bit. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { Arena } from "../../src/engine/sparse/arena.js";
import { instantiate, type Kernels } from "../../src/engine/sparse/kernels.js";
import { Random } from "../../src/random.js";
import { allLoops, bits } from "./all-loops.js";

type Loop = (...numbers: number[]) => void;
type Loops = Kernels &
  Record<
    | "multiplyAdd"
    | "multiplyBias"
    | "multiplyRectify"
    | "accumulate"
    | "pairTargets"
    | "multiplyTargets"
    | "multiplySources"
    | "accumulateAll"
    | "convolve"
    | "convolvePlanes"
    | "correlatePlanes"
    | "convolveTwo"
    | "correlate"
    | "addMoments",
    Loop
  >;
const random = new Random("products", "values");

const LANES = 32;
const UNIT = 4 * LANES;
const { fround } = Math;
const times = (a: number, b: number) => fround(a * b);
const plus = (a: number, b: number) => fround(a + b);

function numbers(count: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.uniform() * 2 - 1);
}

/** The next address that 64 divides. */
const aligned = (at: number) => Math.ceil(at / 64) * 64;

/** A panel of so many units, rows of 32. */
function panel(units: number, value: (unit: number, lane: number) => number): Float32Array {
  return Float32Array.from({ length: units * LANES }, (_, i) =>
    value(Math.floor(i / LANES), i % LANES),
  );
}

/** Adds to four lanes a tap: products of four rows are summed in sixteen, which are then added to one another. */
function sumsOfSixteen(
  lanes: Float32Array,
  height: number,
  width: number,
  product: (tap: number, i: number, j: number, lane: number) => number,
): Float32Array {
  const found = lanes.slice();
  for (let tap = 0; tap < lanes.length / 4; tap++)
    for (let first = 0; first < height; first += 4) {
      const own = new Float32Array(16);
      for (let i = first; i < Math.min(height, first + 4); i++)
        for (let j = 0; j < width; j++)
          for (let lane = 0; lane < LANES; lane++)
            own[lane % 16] = plus(own[lane % 16]!, product(tap, i, j, lane));
      for (let q = 0; q < 4; q++) {
        const sum = plus(plus(own[q]!, own[q + 4]!), plus(own[q + 8]!, own[q + 12]!));
        found[4 * tap + q] = plus(found[4 * tap + q]!, sum);
      }
    }
  return found;
}

const sizes = [1, 2, 3, 4, 5, 7, 10, 13];

function check(kind: string, loops: Loops): void {
  const arena = new Arena(loops.memory, Number(loops.heapBase.value));

  function place(values: Float32Array): number {
    const start = arena.allocate(values.byteLength);
    arena.floats(start, values.length).set(values);
    return start;
  }

  function holds(start: number, expected: Float32Array, what: string): void {
    const found = arena.floats(start, expected.length).slice();
    assert.equal(bits(found), bits(expected), what);
  }

  test(`${kind}, layers with every edge: forward, backward and the gradients, at odd and even sizes`, () => {
    for (const sources of sizes) {
      for (const targets of sizes) {
        arena.clear();
        const what = `${sources} x ${targets}`;
        const [w, b] = [numbers(sources * targets), numbers(targets)];
        const [x, d] = [numbers(sources * LANES), numbers(targets * LANES)];
        const lanes = numbers(4 * w.length);
        const at = { w: place(w), b: place(b), x: place(x), d: place(d), lanes: place(lanes) };
        const pairs = arena.allocate(w.byteLength);
        loops.pairTargets(sources, targets, at.w, pairs);
        for (const floor of [0, Number.NEGATIVE_INFINITY]) {
          const y = arena.allocate(targets * UNIT);
          loops.multiplyTargets(sources, targets, pairs, at.b, floor, at.x, y);
          const expected = panel(targets, (t, lane) => {
            let sum = b[t]!;
            for (let s = 0; s < sources; s++)
              sum = plus(sum, times(w[s * targets + t]!, x[s * LANES + lane]!));
            return Math.max(sum, floor);
          });
          holds(y, expected, `forward, ${what}`);
        }
        const out = arena.allocate(sources * UNIT);
        loops.multiplySources(sources, targets, at.w, at.d, out);
        const back = panel(sources, (s, lane) => {
          let sum = 0;
          for (let t = 0; t < targets; t++)
            sum = plus(sum, times(w[s * targets + t]!, d[t * LANES + lane]!));
          return sum;
        });
        holds(out, back, `backward, ${what}`);
        loops.accumulateAll(sources, targets, at.x, at.d, at.lanes);
        const sums = lanes.map((start, i) => {
          const [edge, own] = [Math.floor(i / 4), i % 4];
          const [s, t] = [Math.floor(edge / targets), edge % targets];
          let sum = start;
          for (let lane = own; lane < LANES; lane += 4)
            sum = plus(sum, times(x[s * LANES + lane]!, d[t * LANES + lane]!));
          return sum;
        });
        holds(at.lanes, sums, `gradients, ${what}`);
      }
    }
  });

  test(`${kind}, rows of edges: forward, added to what is there, and the gradients`, () => {
    for (const units of sizes) {
      arena.clear();
      const rows = Array.from({ length: 12 }, (_, r) =>
        Array.from({ length: r < 9 ? r : random.integer(9) }, () => random.integer(units)),
      );
      const starts = Uint32Array.from([
        0,
        ...rows.map((_, r) => rows.slice(0, r + 1).flat().length),
      ]);
      const begin = arena.place(starts);
      const index = arena.place(Uint32Array.from(rows.flat(), (unit) => unit * UNIT));
      const w = numbers(rows.flat().length);
      const [b, x, y] = [
        numbers(rows.length),
        numbers(units * LANES),
        numbers(rows.length * LANES),
      ];
      const at = { w: place(w), b: place(b), x: place(x) };
      const sums = (start: (row: number, lane: number) => number) =>
        panel(rows.length, (r, lane) =>
          rows[r]!.reduce(
            (sum, unit, i) => plus(sum, times(w[starts[r]! + i]!, x[unit * LANES + lane]!)),
            start(r, lane),
          ),
        );
      const out = place(y);
      loops.multiplyAdd(rows.length, begin, begin + 4, index, at.w, at.x, out);
      holds(
        out,
        sums((r, lane) => y[r * LANES + lane]!),
        `added, ${units}`,
      );
      loops.multiplyBias(rows.length, begin, index, at.w, at.b, at.x, out);
      holds(
        out,
        sums((r) => b[r]!),
        `from the bias, ${units}`,
      );
      loops.multiplyRectify(rows.length, begin, index, at.w, at.b, at.x, out);
      holds(
        out,
        sums((r) => b[r]!).map((sum) => Math.max(sum, 0)),
        `rectified, ${units}`,
      );
      const lanes = numbers(4 * w.length);
      const own = place(lanes);
      const d = place(y);
      loops.accumulate(rows.length, begin, index, d, at.x, own);
      const row = rows.flatMap((edges, r) => edges.map(() => r));
      const unit = rows.flat();
      const gradients = lanes.map((start, i) => {
        const e = Math.floor(i / 4);
        let sum = start;
        for (let lane = i % 4; lane < LANES; lane += 4)
          sum = plus(sum, times(y[row[e]! * LANES + lane]!, x[unit[e]! * LANES + lane]!));
        return sum;
      });
      holds(own, gradients, `gradients, ${units}`);
    }
  });

  // planes of many taps and of few; some together have so many that they are worked in parts
  const tapsOfPlanes = [
    [3, 1500, 0, 525, 1, 5, 9, 12, 2100, 20, 4, 0, 7, 11],
    [1, 2, 0, 3, 1],
    [8, 0, 9],
  ];
  for (const [step, each] of tapsOfPlanes.flatMap((each) =>
    [1, 2].map((step) => [step, each] as const),
  ))
    test(`${kind}, convolutions: the gradients of planes of ${each} taps, stride ${step}`, () => {
      arena.clear();
      const [height, width, side] = [6, 7, 17];
      const taps = each.reduce((sum, count) => sum + count, 0);
      const x = numbers(side * side * LANES);
      const d = numbers(each.length * height * width * LANES);
      const lanes = numbers(4 * taps);
      const first = Array.from(
        { length: taps },
        () => random.integer(2) * side + random.integer(3),
      );
      const index = arena.place(Uint32Array.from(first, (position) => position * UNIT));
      const order = arena.place(Uint32Array.from({ length: taps }, (_, e) => taps - 1 - e));
      const at = { x: place(x), d: place(d), lanes: place(lanes) };
      const ends = each.map((_, p) => each.slice(0, p + 1).reduce((sum, count) => sum + count, 0));
      const plane = each.flatMap((count, p) => Array<number>(count).fill(p));
      const size = height * width * UNIT;
      const rows = each.map((count, p) => [ends[p]! - count, ends[p]!, p * size, 0, 0, 0]);
      const table = arena.place(Uint32Array.from(rows.flat()));
      // what is fetched ahead changes nothing, whether there are fewer rows of it than planes or more
      const sources = arena.place(Uint32Array.from({ length: 9 }, (_, row) => row * side * UNIT));
      loops.correlatePlanes(
        ...[each.length, table, index, order - index, at.x, step * side * UNIT, step * UNIT],
        ...[at.d, width * UNIT, height, width, at.lanes, sources, 9],
      );
      const expected = sumsOfSixteen(lanes, height, width, (place, i, j, lane) => {
        const e = taps - 1 - place;
        const slope = d[((plane[e]! * height + i) * width + j) * LANES + lane]!;
        return times(x[(first[e]! + step * (i * side + j)) * LANES + lane]!, slope);
      });
      holds(at.lanes, expected, "gradients");
    });

  test(`${kind}, convolutions: outputs and the gradients of the taps, for any number of taps, with strides`, () => {
    for (const taps of [0, 1, 2, 3, 4, 5, 6, 7, 9]) {
      for (const stride of [1, 2, 3]) {
        arena.clear();
        const what = `${taps} taps, stride ${stride}`;
        const [height, width, side] = [5, 7, 21];
        const x = numbers(side * side * LANES);
        const d = numbers(height * width * LANES);
        const [w, lanes] = [numbers(taps), numbers(4 * taps)];
        const place1 = Array.from(
          { length: taps },
          () => random.integer(3) * side + random.integer(3),
        );
        const order = Array.from({ length: taps }, (_, e) => taps - 1 - e);
        const index = arena.place(Uint32Array.from(place1, (position) => position * UNIT));
        const places = arena.place(Uint32Array.from(order));
        const at = { w: place(w), x: place(x), d: place(d), lanes: place(lanes) };
        const value = (e: number, i: number, j: number, lane: number) =>
          x[(place1[e]! + stride * (i * side + j)) * LANES + lane]!;
        const out = arena.allocate(height * width * UNIT);
        const [inRow, inColumn] = [stride * side * UNIT, stride * UNIT];
        const end = index + 4 * taps;
        loops.convolve(
          ...[index, end, at.w - index, 0.25, 0, at.x, inRow, inColumn],
          ...[out, width * UNIT, UNIT, height, width],
        );
        const expected = panel(height * width, (p, lane) => {
          let sum = 0.25;
          for (let e = 0; e < taps; e++)
            sum = plus(sum, times(w[e]!, value(e, Math.floor(p / width), p % width, lane)));
          return Math.max(sum, 0);
        });
        holds(out, expected, `outputs, ${what}`);
        const twins = arena.place(Uint32Array.from([...place1, ...place1], (p) => p * UNIT));
        const both = place(Float32Array.from([...w, ...w.map((weight) => 2 * weight)]));
        const second = arena.allocate(2 * height * width * UNIT);
        loops.convolveTwo(
          ...[twins, twins + 4 * taps, both - twins, 0.25, 0.5, 0, at.x, inRow, inColumn],
          ...[second, height * width * UNIT, width * UNIT, UNIT, height, width],
        );
        // twice the weights and the bias is twice the sum, whatever is rounded
        const doubled = expected.map((sum) => 2 * sum);
        holds(second, Float32Array.from([...expected, ...doubled]), `two planes, ${what}`);
        const size = height * width * UNIT;
        const biases = place(Float32Array.of(0.25, 0.5));
        const rows = (moments: readonly number[]) =>
          arena.place(
            Uint32Array.of(
              ...[0, taps, 0, biases, 1, moments[0] ?? 0],
              ...[taps, 2 * taps, size, biases + 4, 0, moments[1] ?? 0],
              ...[0, taps, 2 * size, biases, 0, moments[2] ?? 0],
            ),
          );
        const table = rows([]);
        const third = aligned(arena.allocate(3 * size + 64));
        const sources = arena.place(Uint32Array.of(0, inRow)); // what is fetched ahead changes nothing
        const planes = (count: number, table: number, add: number, used = LANES, far = 0) =>
          loops.convolvePlanes(
            ...[count, table, twins, both - twins, add, at.x, inRow, inColumn],
            ...[third, width * UNIT, UNIT, height, width, used, sources, 2, far],
          );
        const sums = (start: (p: number, lane: number) => number) =>
          panel(height * width, (p, lane) => {
            let sum = start(p, lane);
            for (let e = 0; e < taps; e++)
              sum = plus(sum, times(w[e]!, value(e, Math.floor(p / width), p % width, lane)));
            return sum;
          });
        const once = sums(() => 0.25);
        planes(3, table, 0);
        const three = Float32Array.of(...once, ...once.map((sum) => 2 * sum), ...once);
        holds(third, three, `three planes, ${what}`);
        for (const used of [LANES, 20]) {
          const [moments, expected] = [arena.allocate(72), arena.allocate(72)];
          // taken in twice, as those of two panels
          for (let panel = 0; panel < 2; panel++) {
            const taking = rows([moments, moments + 24, moments + 48]);
            arena.floats(third, (3 * size) / 4).fill(0);
            planes(3, taking, 0, used, panel);
            loops.addMoments(3, 0, height, width * UNIT, third, width * UNIT, size, used, expected);
          }
          holds(third, three, `three planes with moments, ${what}`);
          const numbers = arena.floats(expected, 18).slice();
          holds(moments, numbers, `moments of ${used} images, ${what}`);
          const [count, , squares] = arena.doubles(moments, 3);
          assert.equal(count, 2 * height * width * used);
          assert.equal(squares! > 0, taps > 0, "a plane without taps is its bias everywhere");
        }
        planes(1, table + 48, 1);
        three.set(
          sums((p, lane) => once[p * LANES + lane]!),
          2 * once.length,
        );
        holds(third, three, `three planes, added to the last, ${what}`);
        loops.correlate(
          ...[index, end, places - index, at.x, inRow, inColumn],
          ...[at.d, width * UNIT, height, width, at.lanes],
        );
        const gradients = lanes.map((start, at) => {
          const e = order.indexOf(Math.floor(at / 4));
          let sum = start;
          for (let i = 0; i < height; i++) {
            // two sums a row, of every other four images
            const two = [sum, 0];
            for (let j = 0; j < width; j++) {
              for (let lane = at % 4, n = 0; lane < LANES; lane += 4, n = 1 - n)
                two[n] = plus(
                  two[n]!,
                  times(value(e, i, j, lane), d[(i * width + j) * LANES + lane]!),
                );
            }
            sum = plus(two[0]!, two[1]!);
          }
          return sum;
        });
        holds(at.lanes, gradients, `gradients, ${what}`);
        const twice = (values: Float32Array) =>
          place(Float32Array.of(...values, ...values.map((value) => 2 * value)));
        const of = { d: twice(d), lanes: twice(lanes) };
        const orders = arena.place(Uint32Array.of(...order, ...order.map((place) => taps + place)));
        loops.correlatePlanes(
          ...[2, table, twins, orders - twins, at.x, inRow, inColumn],
          ...[of.d, width * UNIT, height, width, of.lanes],
        );
        const sixteen = sumsOfSixteen(lanes, height, width, (place, i, j, lane) => {
          const e = order.indexOf(place);
          return times(value(e, i, j, lane), d[(i * width + j) * LANES + lane]!);
        });
        const pair = Float32Array.of(...sixteen, ...sixteen.map((sum) => 2 * sum));
        holds(of.lanes, pair, `gradients of two planes, ${what}`);
      }
    }
  });
}

for (const native of allLoops)
  check(native === "no" ? "WebAssembly" : basename(native), instantiate(native) as Loops);
