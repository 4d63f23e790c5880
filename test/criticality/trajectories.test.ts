import assert from "node:assert/strict";
import { test } from "node:test";
import { beyondEnd } from "../../src/criticality/beyond-end.js";
import { groups } from "../../src/criticality/groups.js";
import { trajectories } from "../../src/criticality/trajectories.js";
import { UserError } from "../../src/error.js";
import { key, observation } from "./synthetic.js";

const densities = [1, 0.5, 0.25, 0.125];

/** A cell that goes down to `last`, disconnected there or not. */
function cell(seed: number, last: number, disconnected: boolean) {
  return densities
    .slice(0, last + 1)
    .map((density, level) =>
      observation(
        seed,
        level,
        density,
        1 / (level + 1),
        level === last && disconnected ? 0 : density,
      ),
    );
}

test("complete cells become matrices, seeds and levels in order whatever the order of rows", () => {
  const group = trajectories([...cell(3, 3, false), ...cell(1, 3, false)].reverse());
  assert.deepEqual(group.seeds, [1, 3]);
  assert.deepEqual(group.levels, [0, 1, 2, 3]);
  assert.deepEqual(
    group.order.after.map((row) => [...row]),
    [
      [1, 1 / 2, 1 / 3, 1 / 4],
      [1, 1 / 2, 1 / 3, 1 / 4],
    ],
  );
  assert.deepEqual([...group.control.weights[0]!], [1000, 500, 250, 125]);
});

test("a cell that ended disconnected keeps its last order parameter at deeper levels", () => {
  const group = trajectories([...cell(0, 3, false), ...cell(1, 1, true)]);
  assert.deepEqual(group.levels, [0, 1, 2, 3]);
  assert.deepEqual([...group.order.after[1]!], [1, 1 / 2, 1 / 2, 1 / 2]);
  assert.deepEqual([...group.order.before[1]!], [1, 1 / 2, 1 / 2, 1 / 2]);
  assert.deepEqual([...group.control.density[1]!], densities);
  assert.deepEqual([...group.control.effective_density[1]!], [1, 0, 0, 0]);
});

test("a cell that merely stopped cuts the levels of all", () => {
  const group = trajectories([...cell(0, 3, false), ...cell(1, 1, false)]);
  assert.deepEqual(group.levels, [0, 1]);
});

test("two rows for one seed and level are refused", () => {
  const twice = [...cell(0, 2, false), observation(0, 1, 0.5, 0.3)];
  assert.throws(
    () => trajectories(twice),
    new UserError(
      "expected one row for each seed and level of synthetic/fc/magnitude/iterative/1, found two for seed 0, level 1",
    ),
  );
});

test("a group that ended disconnected goes on for four levels, any other not", () => {
  const open = trajectories([...cell(0, 3, false), ...cell(1, 3, true)]);
  assert.equal(beyondEnd(open), open);
  const ended = beyondEnd(trajectories([...cell(0, 3, true), ...cell(1, 2, true)]));
  assert.deepEqual(ended.levels, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(
    [...ended.control.density[0]!.slice(3)],
    [2 ** -3, 2 ** -4, 2 ** -5, 2 ** -6, 2 ** -7],
  );
  assert.deepEqual([...ended.order.after[0]!.slice(3)], new Array(5).fill(1 / 4));
  assert.deepEqual([...ended.order.after[1]!.slice(3)], new Array(5).fill(1 / 3));
  assert.deepEqual([...ended.control.effective_density[1]!.slice(2)], new Array(6).fill(0));
});

test("it goes on with the quantities of its last level, where it has them", () => {
  const quantities = (value: number) => ({
    accuracy: value,
    prediction_entropy: 0.1,
    outcome_entropy: 0.2,
    mutual_information: 0.3,
    loss: 0.4,
    entropy_margin: -value,
  });
  const rows = cell(0, 1, true).map((row, level) => ({
    ...row,
    quantities: { before: quantities(1 - level), after: quantities(1 - level / 2) },
  }));
  const { quantities: matrices } = beyondEnd(trajectories(rows));
  assert.deepEqual([...matrices!.before.accuracy[0]!], [1, 0, 0, 0, 0, 0]);
  assert.deepEqual([...matrices!.after.accuracy[0]!], [1, 0.5, 0.5, 0.5, 0.5, 0.5]);
  assert.deepEqual([...matrices!.after.entropy_margin[0]!].slice(1), Array(5).fill(-0.5));
  assert.ok(!("quantities" in beyondEnd(trajectories(cell(0, 1, true)))));
});

test("two levels have a ratio to go on with, one has none", () => {
  const two = beyondEnd(trajectories(cell(0, 1, true)));
  assert.deepEqual([...two.control.density[0]!], [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]);
  const one = trajectories(cell(0, 0, true));
  assert.equal(beyondEnd(one), one);
});

test("groups come by name, widths as numbers", () => {
  const rows = [
    { ...key, width: 10 },
    { ...key, width: 2 },
    { ...key, criterion: "random" },
    { ...key, width: 2 },
  ];
  assert.deepEqual(
    groups(rows).map((group) => [group[0]!.criterion, group[0]!.width, group.length]),
    [
      ["magnitude", 2, 2],
      ["magnitude", 10, 1],
      ["random", 1, 1],
    ],
  );
});
