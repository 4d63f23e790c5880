/** Products are the same whichever operand comes transposed and whatever the backend takes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Backend } from "../../../src/engine/tfjs/backend.js";
import { product, type Transposed } from "../../../src/engine/tfjs/products.js";
import { Random } from "../../../src/random.js";
import { difference } from "../sample.js";
import { quiet } from "./backends.js";

const [ROWS, INNER, COLUMNS] = [3, 50, 4];

/** a [N, 3, 50] b [N, 50, 4], each given transposed or not; by plain sums. */
function sample(count: number, transposed: Transposed) {
  const random = new Random("products", `${count}, ${transposed}`);
  const values = (length: number) => Array.from({ length }, () => random.uniform() - 0.5);
  const [a, b] = [values(count * ROWS * INNER), values(count * INNER * COLUMNS)];
  const first = (n: number, i: number, k: number) =>
    a[n * ROWS * INNER + (transposed === "first" ? k * ROWS + i : i * INNER + k)]!;
  const second = (n: number, k: number, j: number) =>
    b[n * INNER * COLUMNS + (transposed === "second" ? j * INNER + k : k * COLUMNS + j)]!;
  const expected = Array.from({ length: count * ROWS * COLUMNS }, (_, place) => {
    const [n, i, j] = [
      Math.floor(place / (ROWS * COLUMNS)),
      Math.floor(place / COLUMNS) % ROWS,
      place % COLUMNS,
    ];
    let sum = 0;
    for (let k = 0; k < INNER; k++) sum += first(n, i, k) * second(n, k, j);
    return sum;
  });
  return { a, b, expected };
}

for (const transposes of ["always", "not-one-second", "never"] as const)
  test(`products, transposed operands taken: ${transposes}`, async () => {
    const backend: Backend = { ...(await quiet("cpu")), transposes };
    const { tf } = backend;
    const asked: boolean[] = [];
    const spied = {
      ...tf,
      matMul: (...given: Parameters<typeof tf.matMul>) => {
        asked.push(given[2] === true, given[3] === true);
        return tf.matMul(...given);
      },
    };
    for (const count of [1, 2])
      for (const transposed of ["neither", "first", "second"] as const) {
        const { a, b, expected } = sample(count, transposed);
        const x = tf.tensor(
          a,
          transposed === "first" ? [count, INNER, ROWS] : [count, ROWS, INNER],
        );
        const y = tf.tensor(
          b,
          transposed === "second" ? [count, COLUMNS, INNER] : [count, INNER, COLUMNS],
        );
        const found = product({ ...backend, tf: spied as never }, x, y, transposed);
        assert.deepEqual(found.shape, [count, ROWS, COLUMNS]);
        assert.ok(difference(await found.data(), expected) < 1e-6, `${count}, ${transposed}`);
      }
    // of one product and of two: plain, first transposed, second transposed
    const [no, first, second] = [
      [false, false],
      [true, false],
      [false, true],
    ];
    const wanted = {
      always: [no, first, second, no, first, second],
      "not-one-second": [no, first, no, no, first, second],
      never: [no, no, no, no, no, no],
    };
    assert.deepEqual(asked, wanted[transposes].flat());
  });
