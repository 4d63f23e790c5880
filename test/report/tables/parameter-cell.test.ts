import assert from "node:assert/strict";
import { test } from "node:test";
import { percent } from "../../../src/report/format.js";
import type { Html } from "../../../src/report/html.js";
import type { Parameter } from "../../../src/report/inputs/combinations.js";
import { criticalPoint } from "../../../src/report/tables/parameter-cell.js";

const textOf = (cell: string | Html) =>
  (typeof cell === "string" ? cell : cell.text).replaceAll("\u00a0", " ");
const says = (parameter: Parameter) => textOf(criticalPoint(parameter, percent));

test("a p_c at or below zero is no density", () => {
  assert.equal(says([-0.00037, -0.001, 0.00025]), "none above zero");
  assert.equal(says([0, -0.001, 0.00025]), "none above zero");
  assert.equal(says([-0.00037, NaN, NaN]), "none above zero");
});

test("neither is an end of its interval", () => {
  assert.equal(says([0.01, -0.02, 0.04]), "1.0 % <small>below 0 to 4.0 %</small>");
  assert.equal(says([0.01, 0.005, 0.04]), "1.0 % <small>0.50 to 4.0 %</small>");
  assert.equal(says([0.01, NaN, NaN]), "1.0 %");
  assert.equal(says([NaN, NaN, NaN]), "");
});
