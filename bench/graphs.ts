/**
 * Large graphs through each stage that makes or measures one, its files among it: processor time and the most memory
 * of a process of its own, in all and for each edge, so that what is not linear stands out. igraph, where it is
 * installed, does the same of the smallest, its graph in memory already.
 *
 *   node dist/bench/graphs.js                            10^6 and 10^7 edges, one hundredth as many nodes
 *   node dist/bench/graphs.js 1e8                        those alone: 7 GB, ten minutes, 9 GB of files
 *   node dist/bench/graphs.js 2e8 graph degree           of 2 x 10^8 these stages alone; graph is what others read
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commands } from "../pipeline/commands.js";
import { runStage } from "../pipeline/run-stage.js";
import { stages } from "../pipeline/stages.js";
import { writeTable } from "../src/arrow/write.js";
import { packageRoot } from "../src/package.js";
import { Random } from "../src/random.js";
import { readGraph } from "../src/tables/graph.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";

const own = fileURLToPath(import.meta.url);

/** network.arrow of two layers of random weights between three layers of units. */
function make(path: string, wanted: number): void {
  const units = Math.round(wanted / 300);
  const each = Math.floor(wanted / (2 * units));
  const step = Math.floor(units / each);
  const edges = 2 * units * each;
  const random = new Random(1, "bench");
  const layer = new Uint8Array(edges).fill(1, edges / 2);
  const source = new Uint32Array(edges);
  const target = new Uint32Array(edges);
  const weight = new Float32Array(edges);
  for (let e = 0; e < edges; e++) {
    source[e] = Math.floor(e / each) % units;
    target[e] = (e % each) * step + random.integer(step);
    weight[e] = random.uniform();
  }
  const attributes = { units: [units, units, units] };
  const from = { stage: "bench", settings: "{}", inputs: {}, attributes };
  const tap = new Uint16Array(edges);
  writeTable(path, "network", { layer, source, target, tap, weight }, from);
}

/** As whole numbers for graphs.py. */
function writePairs(folder: string): void {
  const { graph } = readGraph(join(folder, "graph.arrow"), join(folder, "nodes.arrow")).levels[0]!;
  const { source, target } = graph;
  const head = Uint32Array.of(source.length, graph.nodes.id.length);
  const parts = [head, source, target].map((part) => new Uint8Array(part.slice().buffer));
  writeFileSync(join(folder, "pairs"), Buffer.concat(parts));
}

interface Cost {
  readonly milliseconds: number;
  readonly megabytes: number;
}

const quiet = (): ("ignore" | "pipe")[] => ["ignore", "pipe", "ignore"];

/** Of a process that runs a stage, from its start on. */
function costOf(folder: string, ...argv: readonly string[]): Cost {
  const call = ["--single-threaded-gc", own, "stage", ...argv];
  const options = { cwd: folder, encoding: "utf8" as const, stdio: quiet() };
  return JSON.parse(execFileSync(process.execPath, call, options).trim().split("\n").at(-1)!);
}

const graph = ["graph.arrow", "nodes.arrow"];
const scalars = ["--statistics", "statistics.arrow"];
/** In an order in which each finds what it reads. */
const calls: Readonly<Record<string, readonly string[]>> = {
  graph: ["network.arrow", "--nodes", "nodes.arrow", "--out", "graph.arrow"],
  degree: [...graph, ...scalars, "--out", "degrees.arrow"],
  percolation: [...graph, "--shuffles", "1", ...scalars, "--out", "percolation.arrow"],
  community: [...graph, "--runs", "1", ...scalars, "--out", "partition.arrow"],
  structure: [...graph, "partition.arrow", "--samples", "5", "--out", "structure.arrow"],
  export: ["graph.arrow", "--nodes", "nodes.arrow", "--out", "edges.csv"],
  import: ["edges.csv", "--nodes", "imported-nodes.arrow", "--out", "imported.arrow"],
};

function powerOfTen(edges: number): string {
  const power = Math.floor(Math.log10(edges));
  const times = edges / 10 ** power;
  return times === 1 ? `10^${power}` : `${times} x 10^${power}`;
}

/** Milliseconds by stage; none where igraph is not installed. */
function igraph(folder: string): Readonly<Record<string, number>> {
  try {
    const program = [`${packageRoot}bench/graphs.py`, join(folder, "pairs")];
    const options = { encoding: "utf8" as const, stdio: quiet() };
    return JSON.parse(execFileSync("/usr/bin/python3", program, options));
  } catch {
    return {};
  }
}

function bench(sizes: readonly number[], names: readonly string[]): void {
  const rows: (string | number)[][] = [];
  let version = "no igraph";
  for (const edges of sizes) {
    const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
    try {
      execFileSync(process.execPath, [own, "make", join(folder, "network.arrow"), String(edges)]);
      let theirs: Readonly<Record<string, number | string>> = {};
      for (const name of names) {
        const { milliseconds, megabytes } = costOf(folder, name, ...calls[name]!);
        if (name === "graph" && edges === 1e6) {
          writePairs(folder);
          theirs = igraph(folder);
          version = String(theirs["version"] ?? version);
        }
        const peer = theirs[name];
        rows.push([
          name,
          powerOfTen(edges),
          (milliseconds / 1000).toFixed(1),
          Math.round((milliseconds * 1e6) / edges),
          Math.round(megabytes),
          Math.round((megabytes * 2 ** 20) / edges),
          typeof peer === "number" ? (peer / 1000).toPrecision(2) : "",
        ]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  table(
    `graphs through the stages, processes whole, one random order, one run of Louvain, five samples of a tail; processor time; ${machine}, ${version}`,
    ["stage", "edges", "s", "ns an edge", "MB", "bytes an edge", "igraph, s"],
    rows,
  );
}

const [, , task, ...rest] = process.argv;
if (task === "make") make(rest[0]!, Number(rest[1]));
else if (task === "stage") {
  const { load } = { ...stages, ...commands }[rest[0]!]!;
  await runStage(await load(), rest.slice(1));
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cost: Cost = {
    milliseconds: (userCPUTime + systemCPUTime) / 1000,
    megabytes: maxRSS / 1024,
  };
  console.log(JSON.stringify(cost));
} else {
  const words = process.argv.slice(2);
  const sizes = words.map(Number).filter((edges) => edges > 0);
  const names = Object.keys(calls).filter((name) => words.includes(name));
  bench(sizes.length > 0 ? sizes : [1e6, 1e7], names.length > 0 ? names : Object.keys(calls));
}
