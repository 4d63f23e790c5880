/**
 * Percolation of a large graph: the full curve in magnitude order, and with ten random orders.
 * `node dist/bench/percolation.js [edges] [nodes]`.
 */
import { canonicalGraph } from "../src/graph/canonical.js";
import { type Graph, layeredNodes } from "../src/graph/graph.js";
import { percolate, sampleCounts } from "../src/percolation/curve.js";
import { magnitudeOrder } from "../src/percolation/magnitude.js";
import { graphPercolation } from "../src/percolation/percolation.js";
import { Random } from "../src/random.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";
import { processorTime } from "./timing.js";

const [, , edgeText = "1000000", nodeText = "30000"] = process.argv;
const edges = Number(edgeText);
const third = Math.round(Number(nodeText) / 3);

/** Two layers of random edges between three layers of nodes. */
function randomGraph(): Graph {
  const random = new Random(1, "bench");
  const keys = new Set<number>();
  while (keys.size < edges) keys.add(random.integer(2 * third) * third + random.integer(third));
  const sorted = Float64Array.from(keys).sort();
  return canonicalGraph("bench", layeredNodes([third, third, third]), {
    source: Uint32Array.from(sorted, (key) => Math.floor(key / third)),
    target: Uint32Array.from(
      sorted,
      (key) => (key < third * third ? third : 2 * third) + (key % third),
    ),
    weight: Float32Array.from(sorted, () => random.uniform()),
    layer: undefined,
    multiplicity: undefined,
  });
}

/** The best of three. */
async function best(run: () => void): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) times.push((await processorTime(run)).milliseconds);
  return `${Math.round(Math.min(...times))} ms`;
}

const graph = randomGraph();
const samples = sampleCounts(edges);
table(
  `the full curve in order of magnitude, and ten random orders as well; processor time, best of three; ${machine}`,
  ["edges", "nodes", "curve", "with random orders"],
  [
    [
      edges.toLocaleString("en"),
      graph.nodes.id.length.toLocaleString("en"),
      await best(() => percolate(graph, magnitudeOrder(graph.weight), samples)),
      await best(() => graphPercolation(graph, 10, 1)),
    ],
  ],
);
