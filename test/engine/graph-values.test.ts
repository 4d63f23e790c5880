import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeNamed } from "../../bench/shape.js";
import { GradientPlan } from "../../src/engine/sparse/gradient-plan.js";
import { allocateValues, homesOf, passingSums } from "../../src/engine/sparse/graph-values.js";
import { type Node, nodesOf } from "../../src/engine/sparse/nodes.js";
import { graphOf, residual, samples } from "./graph-sample.js";

/** The nodes of some layers, and which of their values are worked anew. */
function passing(layers: readonly object[]) {
  const nodes = nodesOf(graphOf(layers, { channels: 3, height: 8, width: 8 }));
  return { nodes, passed: [...passingSums(nodes, homesOf(nodes))] };
}

test("inner rectified normalisations are worked anew, what a skip carries is kept", () => {
  const { nodes, passed } = passing(residual);
  const inner = passed.map((n) => nodes[n]!);
  assert.equal(inner.length, 2); // one a block
  for (const node of inner) assert.ok(node.kind === "sum" && node.terms.length === 1);
  const skipped = nodes.findIndex(({ kind }) => kind === "sum"); // "a", which the first block adds
  assert.ok(!passed.includes(skipped));
});

test("where nothing is waited for nothing is worked anew", () => {
  const frozen = samples["batch normalisation, frozen"]!;
  for (const layers of [samples["fully connected"]!, frozen])
    assert.deepEqual(passing(layers).passed, []);
});

test("values that are worked anew share room for one panel", () => {
  const colour = { channels: 3, height: 32, width: 32 };
  const nodes = nodesOf(shapeNamed("resnet20", colour, 10).graph!);
  const homes = homesOf(nodes);
  const bytes = (passed: Set<number>, panels: number) => {
    let sum = 0;
    const reserve = (more: number) => {
      sum += more;
      return 0;
    };
    allocateValues({ reserve, clearStrips: () => undefined }, nodes, homes, passed, panels);
    return sum;
  };
  const passed = passingSums(nodes, homes);
  assert.equal(passed.size, 9); // one a block
  const more = (panels: number) => bytes(passed, panels + 1) - bytes(passed, panels);
  assert.equal(more(1), more(4));
  assert.ok(bytes(passed, 4) < 0.8 * bytes(new Set(), 4));
});

/** Of each gradient that lies in the place of a node's values: that node, and the one whose backward passes begin it. */
function inPlaceOfValues(nodes: readonly Node[], panels: number): [value: number, by: number][] {
  const arena = { reserve: () => 0, clearStrips: () => undefined };
  const homes = homesOf(nodes);
  const values = allocateValues(arena, nodes, homes, passingSums(nodes, homes), panels);
  const all = nodes.map(({ image }) => new Uint8Array(image.channels).fill(1));
  const plan = new GradientPlan(arena, nodes, homes, values, all, panels);
  const found: [number, number][] = [];
  for (let n = nodes.length - 1; n > 0; n--)
    for (const input of plan.pass(n, () => all[n]!)) {
      const value = input ? values.indexOf(input.planes) : -1;
      if (value >= 0) found.push([value, n]);
    }
  return found;
}

test("gradients lie in the place of values that a convolution wrote and nothing reads any more", () => {
  for (const layers of [residual, ...Object.values(samples)])
    for (const panels of [1, 3]) {
      const nodes = nodesOf(graphOf(layers, { channels: 3, height: 8, width: 8 }));
      for (const [value, by] of inPlaceOfValues(nodes, panels)) {
        assert.equal(nodes[value]!.kind, "convolution");
        // its readers have higher numbers: they have been worked, as backward passes go from the last
        assert.ok(value >= by && value < nodes.length - 1);
      }
    }
  const nodes = nodesOf(shapeNamed("resnet20", { channels: 3, height: 32, width: 32 }, 10).graph!);
  assert.equal(inPlaceOfValues(nodes, 4).length, 9); // one a block
});
