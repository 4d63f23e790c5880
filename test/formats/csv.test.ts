import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CsvRecords, numberOf } from "../../src/formats/csv.js";
import { readCsv } from "../../src/formats/csv-table.js";
import type { Wanted } from "../../src/formats/labelled-table.js";
import { userError } from "../data/files.js";
import { flips, readAll, truncations } from "../support/hostile.js";
import { python } from "../support/python.js";

function recordsOf(text: string, delimiter = ","): string[][] {
  const records = new CsvRecords("f", Buffer.from(text), delimiter);
  const all: string[][] = [];
  const fields: string[] = [];
  for (let count = records.next(fields); count >= 0; count = records.next(fields))
    all.push(fields.slice(0, count));
  return all;
}

test("what Python's csv module writes is read", (t) => {
  const field = fc.string({
    unit: fc.constantFrom(..."ab ,;\t\"'\r\nüé0".split("")),
    maxLength: 6,
  });
  const record = fc.array(field, { minLength: 2, maxLength: 5 });
  const records = fc.sample(fc.array(record, { minLength: 1, maxLength: 6 }), {
    numRuns: 100,
    seed: 1,
  });
  const written = python(
    `
import csv, io
def write(records):
    file = io.StringIO(newline="")
    csv.writer(file).writerows(records)
    return file.getvalue()
print(json.dumps([write(records) for records in json.load(sys.stdin)]))`,
    records,
  ) as string[] | undefined;
  if (!written) return t.skip("no Python here");
  written.forEach((text, i) => {
    assert.deepEqual(recordsOf(text), records[i], JSON.stringify(text));
  });
});

test("numbers are decimals alone", () => {
  for (const text of ["1", "-1.5", "+2e3", ".5", "5.", " 7 ", "1E-3"])
    assert.equal(numberOf(text), Number(text));
  for (const text of ["", " ", "NaN", "inf", "0x10", "1,5", "1_000", "a", "--1", "1e"])
    assert.equal(numberOf(text), undefined);
});

const read = (text: string, wanted: Wanted = {}, file = "f.csv") =>
  readCsv(file, Buffer.from(text), wanted);

test("with and without a header; the label by its name, the usual one, or the last column", () => {
  const plain = read("5.1,3.5,setosa\n4.9,3,virginica\n");
  assert.deepEqual(
    [plain.columns, [...plain.values], plain.labels],
    [["column 1", "column 2"], [5.1, 3.5, 4.9, 3].map(Math.fround), ["setosa", "virginica"]],
  );
  assert.match(plain.notes.join(), /the first line is taken for numbers/);
  const named = read("a,Class,b\r\n1,x,2\r\n3,y,4");
  assert.deepEqual(
    [named.columns, named.labels, [...named.values]],
    [
      ["a", "b"],
      ["x", "y"],
      [1, 2, 3, 4],
    ],
  );
  assert.match(named.notes.join(), /names of the columns.*"Class"/);
  const stated = read("a,label,b\n1,0,2\n3,1,4", { label: "b", columns: ["a"] });
  assert.deepEqual(
    [stated.labels, [...stated.values]],
    [
      ["2", "4"],
      [1, 3],
    ],
  );
  const numbers = read("0,1,label\n7,8,a\n9,10,b");
  assert.deepEqual([numbers.columns, numbers.rows], [["0", "1"], 2]);
  const pandas = read(",a,y\n0,5,x\n1,6,z");
  assert.deepEqual([pandas.columns, [...pandas.values]], [["a"], [5, 6]]);
  assert.match(pandas.notes.join(), /no name: taken for numbers of rows/);
  const tabs = read("a\ty\n1\tq\n2\tr", {}, "f.tsv");
  assert.deepEqual([...tabs.values], [1, 2]);
  assert.deepEqual([...read("\ufeffa;y\n1;q\n2;r").values], [1, 2]);
  const split = read("split,a,y\ntrain,1,q\ntest,2,r\n");
  assert.deepEqual(
    [split.split, [...split.values]],
    [
      ["train", "test"],
      [1, 2],
    ],
  );
});

test("scikit-learn's own files have counts and names of classes in place of names of columns", () => {
  const table = read("3,2,setosa,virginica\n5,3,0\n4,3,1\n6,2,1\n");
  assert.deepEqual([table.rows, table.width, table.classNames], [3, 2, ["setosa", "virginica"]]);
  assert.throws(() => read("4,2,a,b\n5,3,0\n4,3,1\n"), userError("expected 4 rows", "found 2"));
});

test("what is no table of numbers is refused with its line and column", () => {
  const refused = (text: string, ...words: string[]) =>
    assert.throws(() => read(text), userError("f.csv: ", ...words));
  refused("a,b,y\n1,2,x\n1,two,x\n", 'line 3, column 2 ("b"), found "two"');
  refused("a,b,y\n1,2,x\n1,,x\n", 'line 3, column 2 ("b"), found ""');
  refused("a,b,y\n1,2,x\n1,1e39,x\n", 'found "1e39"');
  refused("a,b,y\n1,2,x\n\n1,NaN,x\n", 'line 4, column 2 ("b"), found "NaN"');
  refused("a,b,y\n1,2,x\n1,2\n", "3 fields in line 3", "found 2");
  refused('a,b,y\n1,"2,x\n1,2,x\n', "from line 2 on");
  refused('a,b,y\n1,"2"3,x\n', "more behind it in line 2");
  refused("a,b,y\n", "found none");
  refused("", "found none");
  refused("\n\n", "found none");
  assert.throws(() => read("a,b\n1,2", { label: "c" }), userError('a column "c"', '"a", "b"'));
  refused(`a,b\n1,"${"x".repeat(100_001)}"`, "at most 100000 characters", "line 2");
});

test("every truncation, bits turned over", (t) => {
  const whole = Buffer.from('split,a,"b ""c""",y\ntrain,1,2.5e3,x\r\ntest,-3,"4",z\n');
  const inputs = [...truncations(whole), ...flips(whole, 3, 2000)];
  t.diagnostic(`${readAll(inputs, (bytes) => readCsv("f.csv", bytes, {}))} inputs`);
});
