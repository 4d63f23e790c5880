import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { toColumns } from "../../src/report/columns.js";
import type { Packed } from "../../src/report/pack.js";
import { groupBy, type Row, type Value } from "../../src/report/rows.js";

/** As reports/data.js unpacks them. */
function listed(values: Packed): readonly Value[] {
  if ("text" in values) {
    const codes = Array.from(values.text, (_, i) => values.text.charCodeAt(i) - 35);
    let sum = 0;
    return codes.map((code) => {
      sum = values.modulus ? (sum + code) % values.modulus : code;
      return sum;
    });
  }
  if (!("runs" in values)) return values;
  const { runs } = values;
  return runs.flatMap((value, i) =>
    i % 2 ? [] : new Array<Value>(Number(runs[i + 1])).fill(value),
  );
}

/** As reports/data.js reads them. */
function toRows(columns: ReturnType<typeof toColumns>): Row[] {
  const all = Object.entries(columns).map(([name, column]): [string, readonly Value[]] => {
    if (!("words" in column)) return [name, listed(column)];
    return [name, listed(column.at).map((at) => column.words[Number(at)]!)];
  });
  return Array.from({ length: all[0]?.[1].length ?? 0 }, (_, row) =>
    Object.fromEntries(all.map(([name, values]) => [name, values[row]!])),
  );
}

test("rows come back from their columns, numbers to six digits", () => {
  const rows = [
    { name: "a", x: 1.23456789, y: null },
    { name: "b", x: Number.NaN, y: 2 },
    { name: "a", x: -0.000123456789, y: 3 },
  ];
  assert.deepEqual(toRows(toColumns(rows)), [
    { name: "a", x: 1.23457, y: null },
    { name: "b", x: null, y: 2 },
    { name: "a", x: -0.000123457, y: 3 },
  ]);
  assert.deepEqual(toColumns([]), {});
});

test("values that repeat and whole numbers take less room", () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({
    cell: i < 6 ? "a" : "b",
    level: Math.floor(i / 4),
    x: i,
    none: null,
  }));
  const columns = toColumns(rows);
  assert.deepEqual(columns["cell"], { words: ["a", "b"], at: { runs: [0, 6, 1, 6] } });
  assert.deepEqual(columns["none"], { runs: [null, 12] });
  assert.deepEqual(toRows(columns), rows);
});

test("every form of packing gives its values back", () => {
  const random = new Random(1, "packing");
  const lists: Value[][] = [
    [],
    [0],
    [null, 1, null],
    [-1, 2, 3],
    [0.5, 0.5, 0.5, 0.5, 0.25],
    Array.from({ length: 900 }, (_, i) => i % 784),
    Array.from({ length: 500 }, () => random.integer(2012)),
    Array.from({ length: 500 }, () => random.integer(3000)),
    Array.from({ length: 500 }, () => random.uniform()),
  ];
  for (const list of lists)
    assert.deepEqual(
      toRows(
        toColumns(
          list.map((x) => ({ x })),
          17,
        ),
      ).map((row) => row["x"]),
      list,
    );
  const pixels = toColumns(Array.from({ length: 900 }, (_, i) => ({ x: i % 784 })));
  assert.ok(JSON.stringify(pixels).length < 1000, "steps of one take a byte each");
});

test("words are stored once", () => {
  const columns = toColumns([{ w: "long word" }, { w: "other" }, { w: "long word" }]);
  assert.deepEqual(Object.keys(columns["w"]!), ["words", "at"]);
  assert.deepEqual("words" in columns["w"]! && columns["w"].words, ["long word", "other"]);
});

test("groups keep the order of first appearance", () => {
  const groups = groupBy([3, 1, 4, 1, 5, 9, 2, 6], (n) => (n % 2 ? "odd" : "even"));
  assert.deepEqual(
    [...groups],
    [
      ["odd", [3, 1, 1, 5, 9]],
      ["even", [4, 2, 6]],
    ],
  );
});
