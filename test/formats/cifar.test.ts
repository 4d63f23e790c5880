import assert from "node:assert/strict";
import { test } from "node:test";
import { readCifar } from "../../src/formats/cifar.js";
import { userError } from "../data/files.js";
import { readAll, truncations } from "../support/hostile.js";

/** Records whose bytes count on; two labels in each. */
const records = Uint8Array.from({ length: 2 * 3074 }, (_, i) => (i * 7) % 251);

test("labels and images of records with one or two labels", () => {
  const { count, values, labels } = readCifar("f", records, 2, 1);
  assert.deepEqual([count, [...labels]], [2, [records[1], records[3075]]]);
  assert.deepEqual(values.subarray(3072), records.subarray(3076));
  const one = readCifar("f", records.subarray(0, 3073), 1, 0);
  assert.deepEqual([[...one.labels], one.values], [[0], records.subarray(1, 3073)]);
});

test("every truncation is noticed", () => {
  assert.throws(() => readCifar("f", records, 1, 0), userError("f: ", "3073 bytes", "found 6148"));
  const cuts = [...truncations(records, 500)].filter(({ length }) => length % 3074 !== 0);
  for (const cut of cuts) assert.throws(() => readCifar("f", cut, 2, 1), userError("CIFAR-100"));
  readAll([new Uint8Array(0)], (bytes) => readCifar("f", bytes, 1, 0));
});
