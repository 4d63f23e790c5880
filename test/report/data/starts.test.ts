import assert from "node:assert/strict";
import { test } from "node:test";
import { startsOf, toldRows, toldStart } from "../../../src/report/data/starts.js";

const row = (series: string, start: string) => ({ series, start });

test("null models are told of from initial weights, else from inherited ones, series by series", () => {
  const rows = [
    row("fc4", "inherited"),
    row("fc4", "initial"),
    row("mine", "inherited"),
    row("mine", "trajectory"),
  ];
  assert.deepEqual(toldRows(rows), rows.slice(1));
  assert.deepEqual(toldRows([]), []);
});

test("starts that rows have, the first to be shown first", () => {
  assert.deepEqual(startsOf([row("a", "inherited"), row("a", "initial")]), [
    "initial",
    "inherited",
  ]);
  assert.deepEqual(startsOf([row("a", "inherited"), row("a", "trajectory")]), ["inherited"]);
  assert.equal(toldStart([row("a", "trajectory")]), undefined);
});
