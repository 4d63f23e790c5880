import assert from "node:assert/strict";
import { test } from "node:test";
import { couldNot } from "../../src/report/text/graph.js";
import { predictionSentence } from "../../src/report/text/topology.js";

const row = (predictors: string, more: Record<string, string | number | null>) => ({
  ...{ target: "order_parameter", scheme: "cells", criterion: "magnitude", predictors },
  ...more,
});

const base = row("base", { error: 0.0447, verdict: "baseline" });
const graph = { error: 0.0412, exchanged: 0.0457, p: 0.005 };

const sentence = (verdict: string, more: Record<string, string | number | null> = graph) =>
  predictionSentence([base, row("graph", { ...more, verdict })], "order_parameter").join();

test("the sentence is the verdict, with the errors of the baseline and of exchanged metrics", () => {
  assert.equal(
    sentence("better than density and size alone"),
    "Predicting m of cells left out, the graph is better than density and size alone: mean error 0.041 against 0.045, and 0.046 with the metrics of other cells of the same width (p = 0.0050).",
  );
});

test("an error below the baseline's is not called better where the verdict does not", () => {
  const said = sentence("no better than density and size alone", { ...graph, p: 0.2 });
  assert.match(said, /the graph is no better than density and size alone: mean error 0\.041/);
});

test("what could not be tested has no numbers", () => {
  const said = sentence("not tested: too few cells to exchange their metrics", { error: null });
  assert.equal(
    said,
    "Predicting m of cells left out: not tested: too few cells to exchange their metrics.",
  );
});

test("that no single metric could be significant is said only where none could", () => {
  const [small, large, untested] = [{ least: 0.005 }, { least: 0.26 }, { least: Number.NaN }];
  assert.ok(couldNot([large, untested]));
  assert.ok(!couldNot([large, small]));
  assert.ok(!couldNot([untested]));
});
