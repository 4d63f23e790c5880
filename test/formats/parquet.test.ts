import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/error.js";
import type { Wanted } from "../../src/formats/labelled-table.js";
import { readParquet } from "../../src/formats/parquet.js";
import { userError } from "../data/files.js";
import { flips, truncations } from "../support/hostile.js";
import { parquet } from "./parquet-file.js";

const read = (bytes: Uint8Array, wanted: Wanted = {}) => readParquet("f", bytes, wanted);

const flowers = parquet(3, {
  length: { doubles: [5.1, 4.9, 6.2] },
  petals: { longs: [3, 4, -5] },
  species: { texts: ["setosa", "virginica", "ü"] },
});

test("columns of numbers and one of labels", () => {
  const { rows, columns, width, values, labels, notes } = read(flowers);
  assert.deepEqual([rows, columns, width], [3, ["length", "petals"], 2]);
  assert.deepEqual([...values], [5.1, 3, 4.9, 4, 6.2, -5].map(Math.fround));
  assert.deepEqual(labels, ["setosa", "virginica", "ü"]);
  assert.match(notes.join(), /labels are taken from the column "species", the last one/);
  const other = read(flowers, { label: "petals", columns: ["length"] });
  assert.deepEqual(
    [[...other.values], [...Array.from(other.labels)]],
    [[5.1, 4.9, 6.2].map(Math.fround), [3, 4, -5]],
  );
});

test("a column of binaries holds bytes, one of lists floats; a column says what is the test part", () => {
  const label = { longs: [1, 0] };
  const bytes = read(
    parquet(2, {
      label,
      image: {
        binaries: [
          [0, 255, 7],
          [1, 2, 3],
        ],
      },
    }),
  );
  assert.deepEqual([bytes.width, bytes.values], [3, Uint8Array.of(0, 255, 7, 1, 2, 3)]);
  const split = { texts: ["test", "train"] };
  const floats = read(
    parquet(2, {
      split,
      label,
      pixels: {
        lists: [
          [0.5, 255],
          [1, -2],
        ],
      },
    }),
  );
  assert.deepEqual([floats.width, floats.values], [2, Float32Array.of(0.5, 255, 1, -2)]);
  assert.deepEqual(floats.split, ["test", "train"]);
});

test("what is missing, of another type or of unequal length is named", () => {
  const refused = (file: Uint8Array, wanted: Wanted, ...words: string[]) =>
    assert.throws(() => read(file, wanted), userError("f: ", ...words));
  refused(flowers, { label: "kind" }, 'a column "kind"', '"length", "petals", "species"');
  refused(flowers, { label: "petals" }, 'column "species" to hold numbers, found texts');
  const label = { longs: [1, 0] };
  refused(parquet(2, { label }), {}, 'columns of numbers and one of labels, found "label"');
  const ragged = { binaries: [[1, 2], [3]] };
  refused(parquet(2, { label, ragged }), {}, "a list of 1 in row 1 after lists of 2");
  const infinite = { doubles: [1, Number.POSITIVE_INFINITY] };
  refused(parquet(2, { label, infinite }), {}, 'row 1, column "infinite", found Infinity');
  refused(parquet(2, { label, infinite: { doubles: [1, Number.NaN] } }), {}, "found none");
  refused(Buffer.from("PAR1 and then nothing"), {}, "truncated");
  refused(Buffer.from("something else"), {}, "begins PAR1");
  refused(parquet(0, { label: { longs: [] }, x: { doubles: [] } }), {}, "found none");
});

test("a run of a thousand million values in six bytes ends the decoder, not this process", () => {
  const whole = parquet(2, {
    x: {
      lists: [
        [1, 2],
        [3, 4],
      ],
    },
    y: { longs: [0, 1] },
  });
  const levels = whole.indexOf(Buffer.from([8, 0, 0, 0, 2, 0, 2, 1, 2, 0, 2, 1]));
  whole.set([0xfe, 0xff, 0xff, 0xff, 0x07, 1], levels + 4);
  assert.throws(() => read(whole), userError("f: ", "decode"));
});

test("truncations and bits turned over: refused in one line, or another true file", (t) => {
  const closed = [...truncations(flowers, 8)].map((cut) =>
    Buffer.concat([cut, Buffer.from("PAR1")]),
  );
  let tried = 0;
  for (const bytes of [...truncations(flowers, 8), ...closed, ...flips(flowers, 5, 24)]) {
    const started = performance.now();
    try {
      read(bytes);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      assert.doesNotMatch(error.message, /\n/);
    }
    assert.ok(performance.now() - started < 10_000);
    tried++;
  }
  t.diagnostic(`${tried} inputs`);
});
