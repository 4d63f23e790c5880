/** A run of thousands of cells: its page says the same in a bounded number of lines and rows. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { SEEDS_DRAWN, seedRows } from "../../../src/report/data/seeds.js";
import { readInputs, type Source } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { hashes, provenance } from "../../../src/report/page/provenance.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";

const sources = (cells: number): Source[] => [
  { table: "topology", cell: "", sha256: "t" },
  ...Array.from({ length: cells }, (_, i) => ({
    ...{ table: "percolation", cell: `c${i}`, sha256: `${i}` },
  })),
];

test("files of many cells are one line with one hash, of few a line each", () => {
  const few = hashes(sources(5000)).text;
  assert.match(few, /percolation of c4999/);
  const many = hashes(sources(5001)).text;
  assert.ok(many.length < 2000);
  const lines = Array.from({ length: 5001 }, (_, i) => `${i}  c${i}\n`).join("");
  assert.ok(many.includes(createHash("sha256").update(lines).digest("hex")));
  assert.match(many, /percolation of 5\u202f?001 cells/);
});

test("of many seeds the first are drawn, and the page says so", (t) => {
  const page = (seeds: number) => {
    const folder = scratchFolder(t);
    const size = { widths: [1], criteria: ["magnitude"], seeds, levels: 3 };
    const results = new Results(readInputs(allFiles(writeSample(folder, size))));
    const making = { experiment: undefined, command: "make", libraries: [] };
    const rows = seedRows(results.topology!, results.levels, results.series);
    return { rows, text: provenance(results, making).text };
  };
  const few = page(SEEDS_DRAWN);
  assert.doesNotMatch(few.text, /Curves of single seeds are drawn/);
  const many = page(110);
  assert.equal(many.rows.length, few.rows.length);
  assert.match(many.text, /Curves of single seeds are drawn for seeds 0 to 49\./);
  assert.match(many.text, /110 from 0 to 109/);
});
