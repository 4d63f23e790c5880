/** Small networks and graphs as files, for the tests of the graph stages. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Network } from "../../src/network.js";
import { Random } from "../../src/random.js";
import { writeNetwork } from "../../src/tables/network.js";
import { run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

export const units = [9, 8, 6, 3];

/** A network in which each weight survives with probability p. */
export function randomNetwork(p: number, seed: number): Network {
  const random = new Random(seed, "test network");
  const rows: [layer: number, source: number, target: number][] = [];
  for (let l = 0; l + 1 < units.length; l++)
    for (let s = 0; s < units[l]!; s++)
      for (let t = 0; t < units[l + 1]!; t++) if (random.uniform() < p) rows.push([l, s, t]);
  const weight = Float32Array.from(rows, () => random.normal());
  return {
    units,
    layer: Uint8Array.from(rows, ([l]) => l),
    source: Uint32Array.from(rows, ([, s]) => s),
    target: Uint32Array.from(rows, ([, , t]) => t),
    tap: new Uint16Array(rows.length),
    weight,
    initial: weight,
    bias: new Float32Array(17),
    initialBias: new Float32Array(17),
  };
}

export const networks = [1, 0.5, 0.2, 0].map((p, seed) => randomNetwork(p, seed));

export interface GraphFolder {
  readonly folder: string;
  /** Network files, level by level. */
  readonly networks: readonly string[];
  readonly graph: string;
  readonly nodes: string;
}

/** Writes the networks and runs the stage `graph` on them. */
export function graphFolder(t: TestContext): GraphFolder {
  const folder = scratchFolder(t);
  const paths = networks.map((network, level) => {
    const path = join(folder, `network${level}.arrow`);
    writeNetwork(path, network, {
      stage: "test",
      settings: "{}",
      inputs: {},
      attributes: { level, cell: "tiny" },
    });
    return path;
  });
  const [graph, nodes] = [join(folder, "graph.arrow"), join(folder, "nodes.arrow")];
  run("graph", ...paths, "--out", graph, "--nodes", nodes);
  return { folder, networks: paths, graph, nodes };
}

export interface Measured {
  readonly out: string;
  readonly statistics: string;
}

/** Runs a stage with a table of its own and one of statistics, twice: the same bytes each time. */
export function measuredTwice(
  { folder, graph, nodes }: GraphFolder,
  stage: string,
  ...options: readonly string[]
): Measured {
  const [files, again] = ["one", "two"].map((name) => {
    const [out, statistics] = [join(folder, `${name}.arrow`), join(folder, `${name}-s.arrow`)];
    run(stage, graph, nodes, "--out", out, "--statistics", statistics, ...options);
    return { out, statistics };
  }) as [Measured, Measured];
  assert.deepEqual(readFileSync(again.out), readFileSync(files.out));
  assert.deepEqual(readFileSync(again.statistics), readFileSync(files.statistics));
  return files;
}
