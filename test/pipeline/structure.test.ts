import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { structureStatistics } from "../../src/structure/statistics.js";
import { readGraph } from "../../src/tables/graph.js";
import { communitiesOf } from "../../src/tables/partition.js";
import { pcrit } from "../support/command.js";
import { graphFolder } from "./graph-files.js";

test("statistics of every level, with the communities of the same level", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const [partition, out] = [join(folder, "partition.arrow"), join(folder, "out.arrow")];
  assert.equal(pcrit(["community", graph, nodes, "--out", partition]).code, 0);
  const run = pcrit([
    "structure",
    graph,
    nodes,
    partition,
    "--out",
    out,
    "--samples",
    "5",
    "--nulls",
    "3",
  ]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(out, "statistics");
  const known = readTable(partition, "partition");
  const { levels } = readGraph(graph, nodes);
  const expected = levels.flatMap(({ level, graph: own }) => {
    const community = communitiesOf(known, level, own.nodes.id);
    const options = {
      samples: 5,
      nulls: 3,
      seed: 0,
      purpose: `structure, level ${level}`,
      community,
    };
    return structureStatistics(own, options).map((s) => ({ level, ...s }));
  });
  assert.equal(table.rows, expected.length);
  expected.forEach((row, i) => {
    assert.equal(table.uint32("level")[i], row.level);
    assert.equal(table.text("statistic")[i], row.name);
    assert.equal(table.int32("layer")[i], row.layer ?? -1);
    assert.ok(Object.is(table.float64("value")[i], row.value), row.name);
  });
  assert.ok(table.text("statistic").includes("class_alignment"));
});

test("without nodes and communities what needs them is left out", (t) => {
  const { folder, graph } = graphFolder(t);
  const out = join(folder, "out.arrow");
  const run = pcrit(["structure", graph, "--out", out]);
  assert.equal(run.code, 0, run.err);
  const names = readTable(out, "statistics").text("statistic");
  assert.ok(names.includes("vertex_cut"));
  assert.ok(!names.includes("class_alignment"));
});
