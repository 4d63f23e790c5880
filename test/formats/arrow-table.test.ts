import assert from "node:assert/strict";
import { test } from "node:test";
import { flechette } from "../../src/arrow/flechette.js";
import { readArrow } from "../../src/formats/arrow-table.js";
import { userError } from "../data/files.js";
import { extremes, readAll, truncations } from "../support/hostile.js";

const { binary, dictionary, fixedSizeList, float32, float64, int64, list, uint8, utf8 } = flechette;

function arrow(
  columns: Record<string, [unknown[], unknown]>,
  format: "file" | "stream",
): Uint8Array {
  const made = Object.entries(columns).map(
    ([name, [values, type]]) => [name, flechette.columnFromArray(values, type as never)] as const,
  );
  return flechette.tableToIPC(flechette.tableFromColumns(made as never), { format })!;
}

const table = {
  a: [[1.5, 2.5, 3.5], float64()],
  b: [[1n, 2n, -3n], int64()],
  species: [["x", "y", "x"], dictionary(utf8())],
} satisfies Record<string, [unknown[], unknown]>;

test("files and streams of columns of numbers, of texts by their place in a list", () => {
  for (const format of ["file", "stream"] as const) {
    const { columns, values, labels } = readArrow("f", arrow(table, format), {});
    assert.deepEqual(
      [columns, labels],
      [
        ["a", "b"],
        ["x", "y", "x"],
      ],
    );
    assert.deepEqual([...values], [1.5, 1, 2.5, 2, 3.5, -3]);
  }
});

test("a column of pixels: bytes by their declared type, else floats", () => {
  const label = [[1, 0], uint8()] as [unknown[], unknown];
  const rows = [
    [0, 255],
    [7, 8],
  ];
  const read = (values: unknown[], type: unknown) =>
    readArrow("f", arrow({ label, pixels: [values, type] }, "file"), {}).values;
  const bytes = Uint8Array.of(0, 255, 7, 8);
  assert.deepEqual(read(rows, list(uint8())), bytes);
  assert.deepEqual(read(rows, fixedSizeList(uint8(), 2)), bytes);
  assert.deepEqual(
    read(
      rows.map((row) => Uint8Array.from(row)),
      binary(),
    ),
    bytes,
  );
  assert.deepEqual(read(rows, list(float32())), Float32Array.of(0, 255, 7, 8));
  assert.deepEqual(read(rows, fixedSizeList(float64(), 2)), Float32Array.of(0, 255, 7, 8));
  assert.throws(() => read([[1, 2], [3]], list(uint8())), userError("a list of 1 in row 1"));
  assert.throws(
    () =>
      read(
        [
          [1, null],
          [3, 4],
        ],
        list(float32()),
      ),
    userError("row 0, place 1"),
  );
});

test("gaps in numbers are refused, gaps in labels are missing ones", () => {
  const gaps = (values: unknown[], labels: unknown[]) =>
    readArrow("f", arrow({ a: [values, float64()], y: [labels, utf8()] }, "file"), {});
  assert.throws(() => gaps([1, null], ["p", "q"]), userError('row 1, column "a", found none'));
  assert.deepEqual(gaps([1, 2], ["p", null]).labels, ["p", undefined]);
});

test("every truncation, extreme bytes", (t) => {
  const whole = arrow(table, "stream");
  const inputs = [...truncations(whole), ...extremes(whole)];
  t.diagnostic(`${readAll(inputs, (bytes) => readArrow("f", bytes, {}))} inputs`);
});
