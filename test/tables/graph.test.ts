import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ColumnData } from "../../src/arrow/table.js";
import { writeTable } from "../../src/arrow/write.js";
import { UserError } from "../../src/error.js";
import { Role } from "../../src/graph/graph.js";
import { readGraph, writeGraph, writeNodes } from "../../src/tables/graph.js";
import { graphOf, type Pair, pairsOf, randomLayered } from "../graph/graphs.js";
import { scratchFolder } from "../support/folder.js";

const provenance = { stage: "test", settings: "{}", inputs: {} };
const units = [6, 5, 3];
const levels = [
  { level: 0, graph: randomLayered(units, 1, 1) },
  { level: 2, graph: randomLayered(units, 0.3, 2) },
  { level: 3, graph: graphOf(randomLayered(units, 0, 1).nodes, []) },
];

function writeBoth(t: TestContext) {
  const folder = scratchFolder(t);
  const paths = [join(folder, "graph.arrow"), join(folder, "nodes.arrow")] as const;
  const from = { ...provenance, attributes: { units } };
  writeGraph(paths[0], levels, from);
  writeNodes(paths[1], levels, from);
  return paths;
}

/** A file of edges, as a user might write it. */
function edgeFile(t: TestContext, pairs: readonly Pair[], more: Record<string, ColumnData> = {}) {
  const path = join(scratchFolder(t), "graph.arrow");
  const columns = {
    source: Uint32Array.from(pairs, ([u]) => u),
    target: Uint32Array.from(pairs, ([, v]) => v),
    weight: Float32Array.from(pairs, (_, e) => e + 1),
  };
  writeTable(path, "graph", { ...columns, ...more }, provenance);
  return path;
}

function nodeFile(t: TestContext, id: number[], layer: number[], role: string[]) {
  const path = join(scratchFolder(t), "nodes.arrow");
  const columns = { node: Uint32Array.from(id), layer: Uint8Array.from(layer), role };
  writeTable(path, "nodes", columns, provenance);
  return path;
}

const refuses = (read: () => unknown, message: RegExp) =>
  assert.throws(
    read,
    (error: unknown) => error instanceof UserError && message.test(error.message),
  );

test("graphs of all levels come back, one without edges included", (t) => {
  const { levels: found } = readGraph(...writeBoth(t));
  assert.deepEqual(found, levels);
});

test("our own files are read without copying their columns", (t) => {
  const { levels: found, edges } = readGraph(...writeBoth(t));
  assert.equal(found[0]!.graph.weight.buffer, edges.float32("weight").buffer);
});

test("without nodes.arrow, nodes come from the edges of all levels", (t) => {
  const path = edgeFile(
    t,
    [
      [70, 5],
      [5, 900],
      [70, 900],
      [8, 5],
    ],
    { level: Uint32Array.of(0, 0, 0, 1) },
  );
  const { levels: found } = readGraph(path);
  assert.deepEqual(
    found.map((l) => l.level),
    [0, 1],
  );
  const { nodes } = found[1]!.graph;
  assert.deepEqual([...nodes.id], [5, 8, 70, 900]);
  assert.deepEqual([...nodes.layer], [1, 0, 0, 2]);
  assert.deepEqual([...nodes.role], [Role.hidden, Role.input, Role.input, Role.output]);
  assert.deepEqual(pairsOf(found[0]!.graph), [
    [2, 0],
    [2, 3],
    [0, 3],
  ]);
  // Weights stay with their edges; 4 pairs of neighbouring layers and 2 of those that skip one.
  assert.deepEqual([...found[0]!.graph.weight], [1, 3, 2]);
  assert.equal(found[0]!.graph.prunable, 2 * 1 + 1 * 1 + 2 * 1);
});

test("rows may come in any order", (t) => {
  const level = Uint32Array.of(1, 0, 1, 0);
  const path = edgeFile(
    t,
    [
      [2, 3],
      [0, 2],
      [0, 2],
      [2, 3],
    ],
    { level },
  );
  const { levels: found } = readGraph(path);
  assert.deepEqual(
    found.map(({ graph }) => [...graph.weight]),
    [
      [2, 4],
      [3, 1],
    ],
  );
});

test("nodes.arrow may lack levels: its nodes hold for every level", (t) => {
  const path = edgeFile(
    t,
    [
      [0, 1],
      [0, 1],
    ],
    { level: Uint32Array.of(4, 7) },
  );
  const nodes = nodeFile(t, [1, 2, 0], [1, 1, 0], ["output", "output", "input"]);
  const { levels: found } = readGraph(path, nodes);
  assert.deepEqual(
    found.map((l) => l.level),
    [4, 7],
  );
  assert.deepEqual([...found[0]!.graph.nodes.layer], [0, 1, 1]);
});

test("an empty file is one level without nodes", (t) => {
  const { levels: found } = readGraph(edgeFile(t, []));
  assert.equal(found.length, 1);
  assert.equal(found[0]!.graph.nodes.id.length, 0);
});

test("what is no feed-forward graph is refused", (t) => {
  refuses(
    () =>
      readGraph(
        edgeFile(t, [
          [0, 1],
          [1, 2],
          [2, 0],
        ]),
      ),
    /graph\.arrow: expected a feed-forward graph, found that it has a cycle/,
  );
  refuses(
    () =>
      readGraph(
        edgeFile(t, [
          [0, 1],
          [0, 1],
        ]),
      ),
    /expected a feed-forward graph, found that it has parallel edges from node 0 to 1; give each/,
  );
  const nodes = nodeFile(t, [0, 1], [0, 1], ["input", "output"]);
  refuses(
    () =>
      readGraph(
        edgeFile(t, [
          [0, 1],
          [0, 2],
        ]),
        nodes,
      ),
    /no node 2, named by edge 1/,
  );
  const parallel: readonly Pair[] = [
    [0, 1],
    [0, 1],
  ];
  refuses(
    () => readGraph(edgeFile(t, parallel), nodes),
    /expected each edge once, found 0 -> 1 twice/,
  );
  refuses(
    () => readGraph(edgeFile(t, [[1, 0]]), nodes),
    /expected edges to lead to a higher layer, found 1 -> 0 from layer 1 to layer 0/,
  );
  refuses(
    () => readGraph(edgeFile(t, [[0, 1]], { layer: Uint8Array.of(1) }), nodes),
    /expected weight layers below 1/,
  );
  const twice = nodeFile(t, [0, 0], [0, 1], ["input", "output"]);
  refuses(
    () => readGraph(edgeFile(t, [[0, 1]]), twice),
    /nodes\.arrow: expected each node once, found 0 twice/,
  );
});

test("a chain of 300 layers is too deep for the table's layers", (t) => {
  const chain = Array.from({ length: 300 }, (_, v): Pair => [v, v + 1]);
  refuses(
    () => readGraph(edgeFile(t, chain)),
    /found that it has 301 layers, and at most 256 can be counted/,
  );
});
