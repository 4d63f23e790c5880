import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { writeTable } from "../../src/arrow/write.js";
import { graphPercolation } from "../../src/percolation/percolation.js";
import { percolationStatistics } from "../../src/percolation/statistics.js";
import { readGraph } from "../../src/tables/graph.js";
import { pcrit } from "../support/command.js";
import { graphFolder, measuredTwice } from "./graph-files.js";

test("curves and scalars of every level, the same bytes each time", (t) => {
  const given = graphFolder(t);
  const files = measuredTwice(given, "percolation", "--seed", "3", "--shuffles", "2");

  const curves = readTable(files.out, "percolation");
  const scalars = readTable(files.statistics, "statistics");
  let [row, line] = [0, 0];
  for (const { level, graph: own } of readGraph(given.graph, given.nodes).levels) {
    const expected = graphPercolation(own, 2, 3, `percolation, level ${level}`);
    for (const order of ["magnitude", "random"] as const)
      expected.samples.forEach((edges, i) => {
        const { curve } = expected[order];
        assert.equal(curves.uint32("level")[row], level);
        assert.equal(curves.text("order")[row], order);
        assert.equal(curves.uint32("edges")[row], edges);
        assert.equal(curves.float64("occupation")[row], edges / own.source.length);
        assert.equal(curves.float64("density")[row], edges / (9 * 8 + 8 * 6 + 6 * 3));
        assert.equal(curves.float64("giant")[row], curve.giant[i]);
        assert.equal(curves.float64("live")[row], curve.live[i]);
        assert.equal(curves.float64("effective_density")[row], curve.effectiveWeights[i]! / 138);
        row++;
      });
    for (const { name, layer, value } of percolationStatistics(own, expected)) {
      assert.equal(scalars.uint32("level")[line], level);
      assert.equal(scalars.text("statistic")[line], name);
      assert.equal(scalars.int32("layer")[line], layer ?? -1);
      assert.equal(scalars.float64("value")[line], value);
      line++;
    }
  }
  assert.equal(row, curves.rows);
  assert.equal(line, scalars.rows);
});

test("several calls in one process, one after the other: the same bytes, and what is done stays", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const call = (name: string, seed: number, first = graph) => [
    ...[first, nodes, "--seed", String(seed), "--shuffles", "2"],
    ...["--out", join(folder, `${name}.arrow`)],
  ];
  const bytes = (name: string) => readFileSync(join(folder, `${name}.arrow`));
  for (const args of [call("a", 1), call("b", 2)])
    assert.equal(pcrit(["percolation", ...args]).code, 0);
  const both = pcrit(["percolation", ...call("c", 1), "--and", ...call("d", 2)]);
  assert.equal(both.code, 0, both.err);
  assert.deepEqual([bytes("c"), bytes("d")], [bytes("a"), bytes("b")]);
  assert.notDeepEqual(bytes("c"), bytes("d"));
  const missing = call("f", 2, join(folder, "none.arrow"));
  const half = pcrit(["percolation", ...call("e", 1), "--and", ...missing]);
  assert.equal(half.code, 2);
  assert.match(half.err, /^[^\n]*none\.arrow[^\n]*\n$/);
  assert.deepEqual(bytes("e"), bytes("a"));
  assert.ok(!existsSync(join(folder, "f.arrow")));
});

test("a graph of one's own needs only source, target and weight", (t) => {
  const { folder } = graphFolder(t);
  const [graph, out] = [join(folder, "own.arrow"), join(folder, "out.arrow")];
  const columns = {
    source: Uint32Array.of(1, 2, 3, 3),
    target: Uint32Array.of(3, 3, 4, 5),
    weight: Float32Array.of(4, 3, 2, 1),
  };
  writeTable(graph, "graph", columns, { stage: "test", settings: "{}", inputs: {} });
  assert.equal(pcrit(["percolation", graph, "--out", out]).code, 0);
  const table = readTable(out, "percolation");
  // Strongest first: 1-3, 2-3, 3-4 (the first path and output), 3-5.
  assert.deepEqual([...table.float64("giant")].slice(0, 4), [0.4, 0.6, 0.8, 1]);
  assert.deepEqual([...table.float64("reached_outputs")].slice(0, 4), [0, 0, 0.5, 1]);
  assert.deepEqual([...table.float64("live")].slice(0, 4), [0, 0, 1, 1]);
  assert.deepEqual([...table.float64("effective_density")].slice(0, 4), [0, 0, 0.75, 1]);
});

test("bad input is one line, exit code 2, and no file", (t) => {
  const { folder, graph, networks } = graphFolder(t);
  const out = join(folder, "out.arrow");
  const fails = (args: string[], message: RegExp) => {
    const run = pcrit(["percolation", ...args, "--out", out]);
    assert.equal(run.code, 2, run.err);
    assert.match(run.err, message);
    assert.equal(run.err.trimEnd().split("\n").length, 1, run.err);
    assert.ok(!existsSync(out));
  };
  fails([join(folder, "missing.arrow")], /missing\.arrow: no such file/);
  fails([networks[0]!], /expected table "graph", found table "network"/);
  fails([graph, "--shuffles", "0"], /--shuffles/);
  const cut = join(folder, "cut.arrow");
  writeFileSync(cut, readFileSync(graph).subarray(0, 1000));
  fails([cut], /truncated/);
});
