/**
 * Percolation of a large graph in order of magnitude: components beside the same in C, then with paths from
 * inputs to outputs, then with ten random orders.
 * `node dist/bench/percolation.js [edges] [nodes]`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalGraph } from "../src/graph/canonical.js";
import { type Graph, layeredNodes } from "../src/graph/graph.js";
import { packageRoot } from "../src/package.js";
import { wholeGraph } from "../src/percolation/components.js";
import { componentCurve, percolate, sampleCounts } from "../src/percolation/curve.js";
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
  const drawn = Float64Array.from(
    { length: edges },
    () => random.integer(2 * third) * third + random.integer(third),
  ).sort();
  const sorted = drawn.filter((key, i) => key !== drawn[i - 1]);
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

/** The best of three, in milliseconds of processor time. */
async function best(run: () => void): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) times.push((await processorTime(run)).milliseconds);
  return Math.min(...times);
}

/** bench/percolation.c on the same graph; undefined where no compiler is found. */
function inC({ source, target, weight, nodes }: Graph) {
  const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
  try {
    const program = join(folder, "percolation");
    const file = join(folder, "graph");
    const build = ["-O3", "-march=native", "-o", program, `${packageRoot}bench/percolation.c`];
    if (spawnSync("cc", build).status !== 0) return undefined;
    const head = Uint32Array.of(source.length, nodes.id.length);
    const parts = [head, source, target, weight].map((part) => new Uint8Array(part.slice().buffer));
    writeFileSync(file, Buffer.concat(parts));
    const [milliseconds, peak] = execFileSync(program, [file], { encoding: "utf8" }).split(" ");
    return { milliseconds: Number(milliseconds), peak: Number(peak) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const graph = randomGraph();
const samples = sampleCounts(graph.source.length);
const c = inC(graph);
const peak = percolate(graph, magnitudeOrder(graph.weight), samples).events.second;
if (c && c.peak !== peak) throw new Error(`the C program finds its peak at ${c.peak}, not ${peak}`);
const components = await best(() =>
  componentCurve(graph, magnitudeOrder(graph.weight), samples, wholeGraph(graph).components),
);
const whole = await best(() => percolate(graph, magnitudeOrder(graph.weight), samples));
const shuffled = await best(() => graphPercolation(graph, 10, 1));
const ms = (time: number) => `${Math.round(time)} ms`;
table(
  `percolation; the C program does what the column components does; processor time, best of three; ${machine}`,
  ["edges", "nodes", "C", "components", "beside C", "and paths", "and ten random orders"],
  [
    [
      graph.source.length.toLocaleString("en"),
      graph.nodes.id.length.toLocaleString("en"),
      c ? ms(c.milliseconds) : "no compiler",
      ms(components),
      c ? `${(components / c.milliseconds).toFixed(1)} times` : "",
      ms(whole),
      ms(shuffled),
    ],
  ],
);
