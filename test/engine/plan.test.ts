import assert from "node:assert/strict";
import { test } from "node:test";
import { plan } from "../../src/engine/sparse/plan.js";
import { Session } from "../../src/engine/sparse/session.js";
import { prunableWeights } from "../../src/network.js";
import { sampleImages, sampleNetwork, withoutLayer } from "./sample.js";

/** Whether an output can be reached from a unit: walks every path. */
function reaches(network: ReturnType<typeof sampleNetwork>, layer: number, unit: number): boolean {
  if (layer === network.units.length - 1) return true;
  return Array.from(network.layer.keys()).some(
    (e) =>
      network.layer[e] === layer &&
      network.source[e] === unit &&
      reaches(network, layer + 1, network.target[e]!),
  );
}

test("the plan holds exactly the edges from which an output can be reached", () => {
  for (const density of [0.02, 0.08, 0.3, 1]) {
    const network = sampleNetwork([12, 9, 8, 3], density);
    const layers = plan(network);
    const rows = Array.from(network.layer.keys());
    layers.forEach((layer, l) => {
      const expected = rows.filter(
        (e) => network.layer[e] === l && reaches(network, l + 1, network.target[e]!),
      );
      assert.deepEqual(Array.from(layer.edges), expected);
      expected.forEach((e, i) => {
        assert.equal(layer.sources[layer.source[i]!], network.source[e]);
        assert.equal(layer.targets[layer.target[i]!], network.target[e]);
      });
      assert.equal(new Set(layer.source).size, layer.sources.length);
      if (l > 0) assert.deepEqual(layer.sources, layers[l - 1]!.targets);
    });
    assert.equal(layers.at(-1)!.targets.length, 3);
  }
});

test("behind an empty layer nothing is left to do", () => {
  const [first, second, third] = plan(withoutLayer(sampleNetwork([12, 9, 8, 3], 1), 1));
  assert.deepEqual([first!.edges.length, first!.targets.length], [0, 0]);
  assert.deepEqual([second!.edges.length, second!.sources.length], [0, 0]);
  assert.deepEqual([third!.edges.length, third!.sources.length], [24, 8]);
});

test("memory follows the edges: a tenth of them takes about a tenth", () => {
  const units = [2000, 500, 10];
  const images = sampleImages(1, 2000, 10, 0.01);
  const bytes = (density: number) => {
    const session = new Session(sampleNetwork(units, density), images, 32, "edges");
    const end = session.arena.reserve(0);
    session.close();
    return end;
  };
  const edges = prunableWeights({ units });
  const [few, some, many] = [bytes(0.01), bytes(0.1), bytes(1)];
  const perEdge = (many! - some!) / (0.9 * edges);
  assert.ok(perEdge < 45, `${perEdge} bytes an edge`);
  assert.ok((some! - few!) / (0.09 * edges) < 60); // units that come into use count too
});
