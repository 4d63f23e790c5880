/**
 * Against networkx and NumPy: values that they gave once are kept in expected.json, so that
 * the comparison is made everywhere; where the libraries are installed, they are asked again.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { layeredNodes } from "../../src/graph/graph.js";
import { packageRoot } from "../../src/package.js";
import { structureMeanings, structureStatistics } from "../../src/structure/statistics.js";
import { graphOf, randomLayered } from "../graph/graphs.js";
import { someCommunities, structureGraphs } from "./graphs.js";
import { type Expected, structureOracle } from "./oracle.js";

const options = { samples: 0, nulls: 2, seed: 0, purpose: "test" };

function compare({ graphs, source }: Expected): void {
  assert.equal(graphs.length, 10);
  structureGraphs.forEach(([name, graph], i) => {
    const community = someCommunities(graph);
    const found = new Map(
      structureStatistics(graph, { ...options, community }).map((s) => [
        s.layer === undefined ? s.name : `${s.name}_layer${s.layer}`,
        s.value,
      ]),
    );
    for (const [statistic, expected] of Object.entries(graphs[i]!)) {
      const value = found.get(statistic);
      assert.notEqual(value, undefined, statistic);
      const near =
        expected === null
          ? Number.isNaN(value)
          : Math.abs(value! - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
      assert.ok(near, `${name}: ${statistic} ${value}, not ${expected} (${source})`);
    }
  });
}

test("agrees with what networkx and NumPy gave", () => {
  const path = `${packageRoot}test/structure/expected.json`;
  compare(JSON.parse(readFileSync(path, "utf8")) as Expected);
});

test("agrees with networkx and NumPy", (t) => {
  const expected = structureOracle();
  if (!expected) return t.skip("needs Debian's python3-networkx and python3-numpy");
  compare(expected);
});

test("a complete network: every answer is known", () => {
  const units = [9, 7, 5, 3];
  const statistics = structureStatistics(randomLayered(units, 1, 1), options);
  const value = (name: string, layer?: number) =>
    statistics.find((s) => s.name === name && s.layer === layer)!.value;
  // K(a, b) has C(a, 2) C(b, 2) four-cycles and singular values sqrt(a b), 0, …
  assert.equal(value("four_cycles", 0), 36 * 21);
  assert.equal(value("spectral_gap", 1), 1);
  assert.equal(value("ramanujan_ratio", 1), 0);
  assert.ok(Math.abs(value("log_paths") - Math.log(9 * 7 * 5 * 3)) < 1e-12);
  assert.ok(Math.abs(value("log_paths_excess")) < 1e-12);
  assert.equal(value("vertex_cut"), 5);
  assert.equal(value("vertex_cut_share"), 1);
  assert.ok(Math.abs(value("betweenness_max") - 1 / 5) < 1e-12);
});

test("a network without edges has no answers, and none that is infinite", () => {
  const statistics = structureStatistics(graphOf(layeredNodes([4, 3, 2]), []), options);
  const value = (name: string) => statistics.find((s) => s.name === name)!.value;
  assert.equal(value("vertex_cut"), 0);
  assert.ok(Number.isNaN(value("log_paths")));
  assert.ok(Number.isNaN(value("spectral_gap")));
  for (const { name, value: own } of statistics)
    assert.ok(Number.isFinite(own) || Number.isNaN(own), name);
});

test("every statistic has a meaning, and every meaning a statistic", () => {
  const graph = structureGraphs[1]![1];
  const community = someCommunities(graph);
  const names = new Set(structureStatistics(graph, { ...options, community }).map((s) => s.name));
  // The graph is not so large that outputs would be drawn.
  const expected = Object.keys(structureMeanings).filter((n) => n !== "class_alignment_outputs");
  assert.deepEqual([...names].sort(), expected.sort());
});
