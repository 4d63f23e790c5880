/**
 * Percolation of graphs whose nodes are values, beside one of random edges, by one or several checkouts of pcrit in turn,
 * each built before; the last one makes the graphs:
 *
 *   node dist/bench/values.js ../pcrit-0.8.0 .
 *
 * Processor time of the process, best of two; the statistics must be the same by all.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readTable } from "../src/arrow/read.js";
import { initialise } from "../src/initialise.js";
import { layerGraph, namedLayers } from "../src/layer-settings.js";
import { shapeOfGraph } from "../src/layers.js";
import { prune } from "../src/prune/prune.js";
import { shippedShape } from "../src/shapes.js";
import { writeNetwork } from "../src/tables/network.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";

const image = { channels: 3, height: 16, width: 16 };
const usage = fileURLToPath(new URL("../../bench/usage.cjs", import.meta.url));

/** A network that nobody trained, pruned by magnitude. */
function makeNetwork(path: string, shape: string, width: number, density: number): void {
  const layers = namedLayers(shape, shippedShape(shape));
  const dense = initialise(shapeOfGraph(layerGraph(shape, layers, image, 10, width)), "bench");
  const keep = Math.round(density * dense.weight.length);
  const pruned = prune(dense, keep, "magnitude", "bench");
  writeNetwork(path, pruned, { stage: "bench", settings: "{}", inputs: {} });
}

/** Seconds of processor time. */
function pcrit(checkout: string, folder: string, words: readonly string[]): number {
  const notes = join(folder, "usage.jsonl");
  rmSync(notes, { force: true });
  const program = resolve(checkout, "dist/bin/pcrit.js");
  execFileSync(
    process.execPath,
    [`--require=${usage}`, "--single-threaded-gc", program, ...words],
    {
      cwd: folder,
      env: { ...process.env, PCRIT_USAGE: notes },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  return JSON.parse(readFileSync(notes, "utf8").trim()).cpu / 1000;
}

const cases = [
  { name: "resnet8 at width 2, density 0.9", shape: "resnet8", width: 2, density: 0.9 },
  { name: "resnet20 at width 1, density 0.75", shape: "resnet20", width: 1, density: 0.75 },
  { name: "random edges between three layers" },
];
const checkouts = process.argv.length > 2 ? process.argv.slice(2) : ["."];
const maker = checkouts.at(-1)!;
const rows = cases.map(({ name, shape, width, density }) => {
  const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
  try {
    const network = join(folder, "network.arrow");
    const random = fileURLToPath(new URL("graphs.js", import.meta.url));
    if (shape) makeNetwork(network, shape, width, density);
    else execFileSync(process.execPath, [random, "make", network, "8100000"]);
    const graph = ["--convention", "units", "--nodes", "nodes.arrow", "--out", "graph.arrow"];
    pcrit(maker, folder, ["graph", "network.arrow", ...graph]);
    const edges = readTable(join(folder, "graph.arrow"), "graph").rows;
    const best = checkouts.map(() => Number.POSITIVE_INFINITY);
    const found = new Set<string>();
    for (let round = 0; round < 2; round++)
      checkouts.forEach((checkout, i) => {
        const words = ["percolation", "graph.arrow", "nodes.arrow", "--statistics", "s.arrow"];
        const taken = pcrit(checkout, folder, [...words, "--out", "curves.arrow"]);
        best[i] = Math.min(best[i]!, taken);
        found.add(JSON.stringify(values(folder)));
      });
    if (found.size > 1) throw new Error(`${name}: the checkouts find different statistics`);
    return [name, edges.toLocaleString("en"), ...best.map((seconds) => `${seconds.toFixed(1)} s`)];
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Of all statistics, whatever the version that is recorded with them. */
function values(folder: string): (number | null)[] {
  return [...readTable(join(folder, "s.arrow"), "statistics").float64("value")];
}

table(
  `percolation of graphs of values, ten random orders; processor time, best of two; ${machine}`,
  ["graph", "edges", ...checkouts],
  rows,
);
