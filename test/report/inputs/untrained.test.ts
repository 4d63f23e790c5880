import assert from "node:assert/strict";
import { test } from "node:test";
import type { Table } from "../../../src/arrow/table.js";
import type { Results } from "../../../src/report/inputs/results.js";
import { denseNetworks, statesOf, untrainedCells } from "../../../src/report/inputs/untrained.js";
import { poorDense } from "../../../src/report/text/dense.js";
import { failures } from "../../../src/report/text/states.js";

const chance = 0.1;

interface Cell {
  readonly width: number;
  readonly dense: number;
  /** Accuracy and label at the sparser levels. */
  readonly levels: readonly (readonly [accuracy: number, failure: string])[];
}

/** topology.arrow of these cells, one seed each. */
function topology(cells: readonly Cell[]): Table {
  const rows = cells.flatMap(({ width, dense, levels }, seed) =>
    [[dense, "functional"] as const, ...levels].map(([accuracy, failure], level) => {
      const m = dense > chance ? (accuracy - chance) / (dense - chance) : Number.NaN;
      const state = Number.isNaN(m) && failure === "functional" ? "not-functioning" : failure;
      return { cell: `c${seed}`, dataset: "d", width, seed, level, accuracy, m, failure: state };
    }),
  );
  const named = { order_parameter: "m" } as Readonly<Record<string, string>>;
  const column = (name: string) =>
    rows.map((row) => row[(named[name] ?? name) as keyof (typeof rows)[number]]);
  return {
    rows: rows.length,
    names: [],
    has: () => true,
    text: column,
    float64: (name: string) => Float64Array.from(column(name) as number[]),
    uint32: (name: string) => Uint32Array.from(column(name) as number[]),
  } as unknown as Table;
}

const good: Cell = {
  width: 1,
  dense: 0.98,
  levels: [
    [0.9, "functional"],
    [0.12, "disconnected"],
  ],
};
const poor: Cell = {
  width: 2,
  dense: 0.34,
  levels: [
    [0.3, "functional"],
    [0.1, "empty-layer"],
  ],
};
const lost: Cell = { width: 2, dense: 0.09, levels: [[0.1, "disconnected"]] };

const resultsOf = (table: Table, dataset = "d") =>
  ({
    topology: table,
    series: [{ dataset }],
    distinct: (name: string) => new Set(table.text(name)).size,
  }) as unknown as Results;

test("a network that never learnt is not called functional", () => {
  const table = topology([good, poor, lost]);
  assert.deepEqual([...untrainedCells(table)], ["c1", "c2"]);
  assert.deepEqual(statesOf(table), [
    ...["functional", "functional", "disconnected"],
    ...["not-trained", "not-trained", "empty-layer"],
    ...["not-trained", "disconnected"],
  ]);
  assert.ok(denseNetworks(table).every((d) => Math.abs(d.chance - chance) < 1e-12));
});

test("half of what there is to learn is the bound", () => {
  const at = (dense: number) => untrainedCells(topology([{ ...good, dense }])).size;
  assert.equal(at(0.5499), 1);
  assert.equal(at(0.5501), 0);
});

test("that the dense networks are poor is said, and of which", () => {
  const said = (cells: readonly Cell[]) =>
    poorDense(resultsOf(topology(cells))).replaceAll("\u00a0", " ");
  assert.equal(said([good]), "");
  assert.equal(
    said([good, poor]),
    "Not trained: the dense networks of width 2 (34 % right), where guessing gives 10 %. What is said of their collapse compares with that.",
  );
  assert.match(said([poor, { ...good, width: 2 }]), /of width 2 \(34 % right, 1 of 2 seeds\)/);
  // No level tells what guessing gives.
  assert.match(said([lost]), /of width 2 \(9\.0 % right\)\. What/);
});

test("less than other widths or simple networks learn from the same data is said too", () => {
  const said = (dense: readonly number[], dataset?: string) =>
    poorDense(
      resultsOf(topology(dense.map((of, i) => ({ ...good, width: i + 1, dense: of }))), dataset),
    ).replaceAll("\u00a0", " ");
  assert.equal(said([0.98, 0.89]), "");
  assert.equal(
    said([0.98, 0.87]),
    "Poorly trained: the dense networks of width 2 (87 %), where width 1 is right on 98 %.",
  );
  assert.equal(said([0.86], "mnist"), "");
  assert.match(
    said([0.85], "mnist"),
    /^Poorly trained: the best .* 85 %, .* reach 95 % on mnist\.$/,
  );
  assert.equal(said([0.85], "of another name"), "");
});

test("cells that were not trained are not counted among those that never fail", () => {
  const says = (cells: readonly Cell[]) => {
    const { lead, titles } = failures(resultsOf(topology(cells)));
    return `${lead} ${titles["failures"] ?? ""}`.replaceAll("\u00a0", " ").trim();
  };
  assert.equal(says([poor]), "1 cell with a dense network that was not trained does not count.");
  assert.equal(
    says([{ ...good, levels: [[0.9, "functional"]] }, poor]),
    "None of 1 cell fails within its schedule. 1 cell with a dense network that was not trained does not count.",
  );
  assert.match(
    says([good, poor]),
    /^Of 1 cell that fails, none first fails while .* does not count\. The one network that fails stops working when the graph falls apart$/,
  );
});
