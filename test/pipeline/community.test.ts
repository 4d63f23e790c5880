import assert from "node:assert/strict";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { communities } from "../../src/community/community.js";
import { communityStatistics } from "../../src/community/statistics.js";
import { readGraph } from "../../src/tables/graph.js";
import { pcrit } from "../support/command.js";
import { graphFolder, measuredTwice } from "./graph-files.js";

test("partition and scalars of every level, the same bytes each time", (t) => {
  const given = graphFolder(t);
  const files = measuredTwice(given, "community", "--seed", "3", "--runs", "4");

  const expected = readGraph(given.graph, given.nodes).levels.map(({ level, graph: own }) => ({
    level,
    own,
    found: communities(own, 4, 3, `louvain, level ${level}`),
  }));
  const partition = readTable(files.out, "partition");
  assert.deepEqual(
    [...partition.uint32("level")],
    expected.flatMap(({ level, found }) => [...found.clusterable.nodes].map(() => level)),
  );
  assert.deepEqual(
    [...partition.uint32("node")],
    expected.flatMap(({ found }) => [...found.clusterable.nodes]),
  );
  assert.deepEqual(
    [...partition.uint32("community")],
    expected.flatMap(({ found }) => [...found.best]),
  );
  assert.deepEqual(
    [...readTable(files.statistics, "statistics").float64("value")],
    expected.flatMap(({ own, found }) => communityStatistics(own, found).map((s) => s.value)),
  );
});

test("help lists the statistics", () => {
  const help = pcrit(["community", "--help"]);
  assert.equal(help.code, 0);
  for (const name of ["modularity_mean", "barber_modularity", "community_stability"])
    assert.match(help.out, new RegExp(`^  ${name} `, "m"));
});
