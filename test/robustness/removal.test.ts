import assert from "node:assert/strict";
import { test } from "node:test";
import { networkGraph } from "../../src/graph/network-graph.js";
import type { Network } from "../../src/network.js";
import { Random } from "../../src/random.js";
import { removals } from "../../src/robustness/perturbation.js";
import { Remover } from "../../src/robustness/removal.js";
import { inputOutputBetweenness } from "../../src/structure/betweenness.js";
import { sampleNetwork } from "../engine/sample.js";

const network = sampleNetwork([10, 8, 6, 3], 0.5);
const remover = (removal: (typeof removals)[number]) =>
  new Remover(network, removal, new Random(1, removal));
const names = ({ layer, source, target }: Network) =>
  Array.from(layer, (l, e) => `${l} ${source[e]} ${target[e]}`);
const begin = [0, 10, 18, 24];

/** Hidden units that have lost all their edges and had some, as nodes. */
function gone(after: Network): number[] {
  const ends = (own: Network) =>
    new Set(
      Array.from(own.layer, (l, e) => [
        begin[l]! + own.source[e]!,
        begin[l + 1]! + own.target[e]!,
      ]).flat(),
    );
  const [had, has] = [ends(network), ends(after)];
  return [...had].filter((v) => v >= 10 && v < 24 && !has.has(v)).sort((a, b) => a - b);
}

test("the share that is asked for goes, and what is gone stays gone", () => {
  for (const removal of removals) {
    const own = remover(removal);
    assert.deepEqual(names(own.without(0)), names(network), removal);
    let last = new Set(names(network));
    for (const share of [0.1, 0.35, 0.6, 0.85]) {
      const left = names(own.without(share));
      assert.ok(left.every((name) => last.has(name)));
      if (removal.endsWith("edges"))
        assert.equal(
          left.length,
          network.weight.length - Math.round(share * network.weight.length),
        );
      last = new Set(left);
    }
    assert.equal(own.without(1).weight.length, 0);
  }
});

test("weights stay with their edges", () => {
  const after = remover("highest-degree-units").without(0.3);
  const weights = new Map(names(network).map((name, e) => [name, network.weight[e]!]));
  names(after).forEach((name, e) => {
    assert.equal(after.weight[e], weights.get(name));
  });
  assert.equal(after.bias, network.bias);
});

test("the strongest edges go first", () => {
  const after = remover("strongest-edges").without(0.25);
  const lost = network.weight.length - after.weight.length;
  const magnitudes = [...network.weight].map(Math.abs).sort((a, b) => b - a);
  assert.ok(Math.max(...after.weight.map(Math.abs)) <= magnitudes[lost - 1]!);
});

test("units go by degree or by betweenness, hidden ones only", () => {
  const graph = networkGraph(network);
  const degree = new Float64Array(27);
  for (let e = 0; e < graph.source.length; e++) {
    degree[graph.source[e]!]!++;
    degree[graph.target[e]!]!++;
  }
  const cases = [
    ["highest-degree-units", degree],
    ["highest-betweenness-units", inputOutputBetweenness(graph).values],
  ] as const;
  for (const [removal, value] of cases) {
    const hidden = Array.from({ length: 14 }, (_, i) => 10 + i);
    const order = hidden.sort((a, b) => value[b]! - value[a]! || a - b);
    const expected = order.slice(0, 4).sort((a, b) => a - b); // 0.3 of 14 is 4.2
    const after = remover(removal).without(0.3);
    const lost = gone(after);
    for (const v of expected) assert.ok(lost.includes(v), `${removal} ${v}`);
    const kept = new Set(names(after));
    graph.source.forEach((u, e) => {
      const touches = expected.includes(u) || expected.includes(graph.target[e]!);
      assert.equal(kept.has(names(network)[e]!), !touches);
    });
  }
});

test("more units than a function takes arguments", () => {
  const many = sampleNetwork([2, 150_000, 1], 1);
  const after = new Remover(many, "random-units", new Random(1, "many")).without(0.5);
  assert.equal(after.weight.length, many.weight.length / 2);
});
