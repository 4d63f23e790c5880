/** The nodes of the graph `units` as runs, from which the report draws identities. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { valueGroups } from "../../src/graph/value-groups.js";
import { valueNodes } from "../../src/graph/value-nodes.js";
import { layerGraphs } from "./random-layers.js";

test("runs hold the same nodes and pairs as the graph has", () => {
  const property = fc.property(layerGraphs, (graph) => {
    const { begins, identities, weights } = valueNodes(graph);
    const found = valueGroups(graph);
    const nodesOf = ({ group, begin, units }: (typeof found.identities)[number]["from"]) =>
      Array.from({ length: units }, (_, i) => begins[group]! + begin + i);
    const pairs = found.identities.flatMap(({ from, to, pairs: kind, skip }) => {
      const [sources, targets] = [nodesOf(from), nodesOf(to)];
      if (kind === "same") assert.equal(sources.length, targets.length);
      return sources.flatMap((s, i) =>
        (kind === "same" ? [targets[i]!] : targets).map((t) => `${s} ${t} ${skip ? 1 : 0}`),
      );
    });
    const expected = Array.from(
      identities.source,
      (s, i) => `${s} ${identities.target[i]} ${identities.skip[i]}`,
    );
    assert.deepEqual(pairs.sort(), expected.sort());
    found.sources.forEach((runs, l) => {
      const read = [...new Set(weights[l]!.reads.node)].sort((a, b) => a - b);
      assert.deepEqual(runs.flatMap(nodesOf), read);
    });
    assert.deepEqual(
      found.target,
      weights.map(({ group }) => group),
    );
  });
  fc.assert(property, { seed: 41, numRuns: 300 });
});
