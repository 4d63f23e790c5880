import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chunks, groups, replicasThatFit } from "../../../src/engine/tfjs/groups.js";
import { quiet } from "./backends.js";

test("chunks keep the order, differ by at most one, and none is too large", () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), (count, most) => {
      const items = Array.from({ length: count }, (_, i) => i);
      const parts = chunks(items, most);
      assert.deepEqual(parts.flat(), items);
      const sizes = parts.map((part) => part.length);
      assert.ok(sizes.every((size) => size > 0 && size <= most));
      if (count > 0) assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
      assert.equal(parts.length, Math.ceil(count / most));
    }),
    { seed: 5 },
  );
});

test("jobs share a program if their units and settings agree, whatever their seeds", async () => {
  const backend = { ...(await quiet("cpu")), replicas: 3 };
  const job = (hidden: number, batch: number, seed: string) => ({
    network: { units: [4, hidden, 2] },
    settings: { batch, seed },
  });
  const jobs = [job(5, 8, "a"), job(6, 8, "a"), job(5, 8, "b"), job(5, 9, "a"), job(6, 8, "c")];
  assert.deepEqual(groups(backend, jobs), [[0, 2], [1, 4], [3]]);
  const many = Array.from({ length: 7 }, (_, i) => job(5, 8, `${i}`));
  assert.deepEqual(groups(backend, many), [
    [0, 1],
    [2, 3, 4],
    [5, 6],
  ]);
});

test("as many networks as memory and tensors take, and always one", async () => {
  const free = { ...(await quiet("cpu")), replicas: Number.POSITIVE_INFINITY };
  const shape = { units: [10, 4, 2] };
  // 10*4 + 4 + 4*2 + 2 = 54 parameters in ten arrays, (10 + 4) * 5 values in four, 4 bytes each
  const one = 4 * (10 * 54 + 4 * 70);
  const fits = (memory: number, tensorBytes = 2 ** 30) =>
    replicasThatFit({ ...free, memory, tensorBytes }, shape, 5);
  assert.equal(fits(10 * one), 10);
  assert.equal(fits(10 * one - 1), 9);
  assert.equal(fits(1), 1);
  assert.equal(fits(10 * one, 4 * 50 * 3), 3); // the largest tensor: 5 images of 10 values
});
