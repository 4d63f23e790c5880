import assert from "node:assert/strict";
import { test } from "node:test";
import { groupBy, type Row, toColumns } from "../../src/report/rows.js";

/** As page.js reads them. */
function toRows(columns: ReturnType<typeof toColumns>): Row[] {
  const names = Object.keys(columns);
  const cell = (name: string, row: number) => {
    const column = columns[name]!;
    return "words" in column ? column.words[column.at[row]!]! : column[row]!;
  };
  const first = columns[names[0] ?? ""] ?? [];
  const length = "words" in first ? first.at.length : first.length;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, cell(name, row)])),
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

test("words are stored once", () => {
  const columns = toColumns([{ w: "long word" }, { w: "other" }, { w: "long word" }]);
  assert.deepEqual(columns["w"], { words: ["long word", "other"], at: [0, 1, 0] });
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
