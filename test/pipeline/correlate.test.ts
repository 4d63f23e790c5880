import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { topologyOf } from "./cell-run.js";

/** Verdicts by metric, method and control. */
function verdicts(path: string): Map<string, string> {
  const table = readTable(path, "correlations");
  return new Map(
    table
      .text("metric")
      .map((metric, i) => [
        `${metric} ${table.text("method")[i]} ${table.text("control")[i]}`.trimEnd(),
        table.text("verdict")[i]!,
      ]),
  );
}

test("relates every statistic and what else says something of the network", (t) => {
  const folder = scratchFolder(t);
  const out = join(folder, "correlations.arrow");
  const topology = topologyOf(folder, 8);
  const run = pcrit(["correlate", topology, "--permutations", "999", "--out", out]);
  assert.equal(run.code, 0, run.err);
  const found = verdicts(out);
  const table = readTable(out, "correlations");
  assert.deepEqual(
    [...new Set(table.text("metric"))],
    [
      "effective_density",
      "weight_change",
      "distance_from_initial",
      "sign_changes",
      "idle",
      "layer_density_layer0",
      "layer_density_layer1",
      "telling",
    ],
  );
  assert.equal(table.rows, 8 * 2 * 2);
  for (const method of ["within-level", "partial"]) {
    assert.equal(found.get(`telling ${method}`), "significant");
    assert.equal(found.get(`idle ${method}`), "not significant");
    assert.match(found.get(`sign_changes ${method}`)!, /^not tested: constant/);
    assert.match(
      found.get(`effective_density ${method} effective_density`)!,
      /^not tested: nothing is left/,
    );
  }
  const again = join(folder, "again.arrow");
  pcrit(["correlate", topology, "--permutations", "999", "--out", again]);
  assert.deepEqual(readFileSync(again), readFileSync(out));
});

test("a list of metrics limits the family", (t) => {
  const folder = scratchFolder(t);
  const out = join(folder, "correlations.arrow");
  const run = pcrit([
    "correlate",
    topologyOf(folder, 4),
    "--metrics",
    "telling, weights",
    "--permutations",
    "99",
    "--out",
    out,
  ]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(out, "correlations");
  assert.deepEqual(table.text("metric").slice(0, 2), ["telling", "weights"]);
  assert.equal(table.rows, 2 * 2 * 2);
});

test("an unknown metric, words, or a bad zone are refused with one line", (t) => {
  const folder = scratchFolder(t);
  const out = join(folder, "none.arrow");
  const topology = topologyOf(folder, 1);
  const refused = (option: string, value: string, pattern: RegExp) => {
    const run = pcrit(["correlate", topology, option, value, "--out", out]);
    assert.equal(run.code, 2, run.err);
    assert.match(run.err, pattern);
    assert.equal(run.err.trimEnd().split("\n").length, 1, run.err);
    assert.ok(!existsSync(out));
  };
  refused("--metrics", "telling,nonsense", /topology\.arrow: expected a column "nonsense"/);
  refused("--metrics", "cell", /expected numbers in "cell", found words/);
  refused("--zone", "0.9,0.1", /expected --zone to be two numbers, the lower first/);
});

test("predictions of cells left out, beside density and size alone", (t) => {
  const folder = scratchFolder(t);
  const [out, predictions] = [join(folder, "out.arrow"), join(folder, "predictions.arrow")];
  const topology = topologyOf(folder, 6);
  const run = pcrit([
    ...["correlate", topology, "--permutations", "99"],
    ...["--out", out, "--predictions", predictions],
  ]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(predictions, "predictions");
  assert.equal(table.rows, 2 * 2 * 5); // targets, schemes, sets of columns; one criterion
  const row = (target: string, scheme: string, predictors: string) =>
    [...Array(table.rows).keys()].find(
      (i) =>
        table.text("target")[i] === target &&
        table.text("scheme")[i] === scheme &&
        table.text("predictors")[i] === predictors,
    )!;
  const graph = row("order_parameter", "cells", "graph");
  assert.equal(table.text("verdict")[graph], "better than density and size alone");
  assert.ok(table.float64("gain")[graph]! > 0);
  assert.equal(table.uint32("cells")[row("critical_density", "cells", "none")], 12);
  const strata = row("critical_density", "strata", "all"); // two widths are too few
  assert.match(table.text("verdict")[strata]!, /^not tested/);
});
