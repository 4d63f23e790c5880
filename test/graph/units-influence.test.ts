/** The graph `units` against the engine itself: a pixel that is altered alters the outputs to which a path leads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import type { Graph } from "../../src/graph/graph.js";
import { pathEdges } from "../../src/graph/identities.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import type { GraphLayer, LayerGraph } from "../../src/layer-graph.js";
import { floatImages, sampleGraph } from "../engine/graph-sample.js";
import { layerGraphs } from "./random-layers.js";

/** Maxima and rectifiers hide what is smaller or negative: means and leaky ones do not. */
function open({ input, layers }: LayerGraph): LayerGraph {
  const kinds: Readonly<Record<string, object>> = {
    relu: { kind: "leaky-relu", slope: 0.6 },
    gelu: { kind: "leaky-relu", slope: 0.7 },
    sigmoid: { kind: "leaky-relu", slope: 0.8 },
    "max-pool": { kind: "average-pool" },
  };
  return { input, layers: layers.map((own) => ({ ...own, ...kinds[own.kind] }) as GraphLayer) };
}

/** "input output" of all pairs that a path joins; outputs are the last nodes. */
function joined(graph: Graph, inputs: number, outputs: number): Set<string> {
  const { source, target } = pathEdges(graph);
  const nodes = graph.nodes.id.length;
  const found = new Set<string>();
  for (let input = 0; input < inputs; input++) {
    const reached = new Uint8Array(nodes);
    reached[input] = 1;
    for (let e = 0; e < source.length; e++) if (reached[source[e]!]) reached[target[e]!] = 1;
    for (let o = 0; o < outputs; o++) if (reached[nodes - outputs + o]) found.add(`${input} ${o}`);
  }
  return found;
}

test("altering a pixel alters the outputs that its paths lead to, and no others", () => {
  const engine = sparseEngine();
  let some = 0;
  const property = fc.property(layerGraphs, fc.constantFrom(0.6, 0.25, 0.1), (drawn, density) => {
    const graph = open(drawn);
    const network = sampleGraph(graph, density, "influence");
    const { width, pixels, ...rest } = floatImages(1, graph.input, 3);
    const altered = new Float32Array(width * (width + 1));
    for (let image = 0; image <= width; image++) altered.set(pixels as Float32Array, image * width);
    for (let i = 0; i < width; i++) altered[(i + 1) * width + i]! += 3;
    const images = { ...rest, width, count: width + 1, pixels: altered };
    const labels = new Uint8Array(width + 1);
    const logits = engine.logits(network, { ...images, labels });
    const found = new Set<string>();
    for (let i = 0; i < width; i++)
      for (let o = 0; o < 3; o++) if (logits[(i + 1) * 3 + o] !== logits[o]) found.add(`${i} ${o}`);
    const expected = joined(networkGraph(network, "units"), width, 3);
    assert.deepEqual([...found].sort(), [...expected].sort());
    if (found.size > 0 && found.size < 3 * width) some++;
  });
  fc.assert(property, { seed: 43, numRuns: 150 });
  assert.ok(some > 20, `${some} networks where some pixels lead to some outputs`);
});
