import assert from "node:assert/strict";
import { test } from "node:test";
import type { Table } from "../../../src/arrow/table.js";
import type { Results } from "../../../src/report/inputs/results.js";
import { poorDense, whichArePoor } from "../../../src/report/text/dense.js";

type Dense = readonly [width: number, seed: number, accuracy: number];

/** Results with these dense networks of ten classes, each with one level at which it guesses; m of guessing is not defined. */
function resultsOf(networks: readonly Dense[], datasets: readonly string[] = ["d"]): Results {
  const rows = networks.flatMap(([width, seed, accuracy], i) => [
    {
      cell: `c${i}`,
      dataset: datasets[0]!,
      width,
      seed,
      level: 0,
      accuracy,
      order_parameter: accuracy > 0.1 ? 1 : Number.NaN,
    },
    {
      cell: `c${i}`,
      dataset: datasets[0]!,
      width,
      seed,
      level: 1,
      accuracy: 0.1,
      order_parameter: accuracy > 0.1 ? 0 : Number.NaN,
    },
  ]);
  const column = (name: string) => rows.map((row) => row[name as keyof (typeof rows)[number]]);
  const topology = {
    rows: rows.length,
    names: [],
    has: () => true,
    text: column,
    float64: (name: string) => Float64Array.from(column(name) as number[]),
    uint32: (name: string) => Uint32Array.from(column(name) as number[]),
  } as unknown as Table;
  return { topology, series: datasets.map((dataset) => ({ dataset })) } as unknown as Results;
}

const said = (networks: readonly Dense[], ...datasets: string[]) =>
  whichArePoor(resultsOf(networks, datasets.length > 0 ? datasets : ["d"])).replaceAll(
    "\u00a0",
    " ",
  );

test("without a table, or where all have learnt, nothing is said", () => {
  assert.equal(whichArePoor({ topology: undefined } as unknown as Results), "");
  assert.equal(
    said([
      [1, 0, 0.95],
      [2, 0, 0.97],
    ]),
    "",
  );
  assert.equal(poorDense(resultsOf([[1, 0, 0.95]])), "");
});

test("networks that learnt little are named by width, with how many of the seeds", () => {
  assert.equal(
    said([
      [1, 0, 0.2],
      [1, 1, 0.96],
      [2, 0, 0.3],
      [2, 1, 0.4],
    ]),
    "Not trained: the dense networks of width 1 (20 % right, 1 of 2 seeds) and width 2 (35 % right), where guessing gives 10 %.",
  );
  // Cells that are pruned in two ways start from one network: it counts once.
  assert.match(
    said([
      [1, 0, 0.2],
      [1, 0, 0.2],
      [1, 1, 0.96],
    ]),
    /width 1 \(20 % right, 1 of 2 seeds\)/,
  );
  const all = poorDense(resultsOf([[1, 0, 0.2]]));
  assert.ok(all.endsWith(" What is said of their collapse compares with that."), all);
});

test("the best far below what simple networks reach on these data", () => {
  assert.equal(
    said(
      [
        [1, 0, 0.8],
        [2, 0, 0.84],
      ],
      "mnist",
    ),
    "Poorly trained: the best dense networks are right on 84 %, where simple ones reach 95 % on mnist.",
  );
  assert.equal(said([[1, 0, 0.86]], "mnist"), "");
  assert.equal(said([[1, 0, 0.84]], "mine"), "", "nothing is known of other data");
  assert.equal(said([[1, 0, 0.8]], "mnist", "kmnist"), "", "nor of several");
  const poor = poorDense(resultsOf([[1, 0, 0.8]], ["mnist"]));
  assert.doesNotMatch(poor, /compares with that/);
});

test("widths far below the best one", () => {
  assert.equal(
    said([
      [0.5, 0, 0.7],
      [1, 0, 0.9],
      [2, 0, 0.95],
      [2, 1, 0.93],
    ]),
    "Poorly trained: the dense networks of width 0.5 (70 %), where width 2 is right on 94 %.",
  );
  assert.equal(
    said([
      [0.5, 0, 0.86],
      [1, 0, 0.95],
    ]),
    "",
    "within a tenth",
  );
  assert.equal(
    said([
      [0.5, 0, 0.95],
      [1, 0, 0.8],
    ]),
    "Poorly trained: the dense networks of width 1 (80 %), where width 0.5 is right on 95 %.",
  );
});

test("where no level tells what guessing gives, nothing is said of it", () => {
  assert.equal(said([[1, 0, 0.1]]), "Not trained: the dense networks of width 1 (10 % right).");
});
