/** Files of other programs: what is guessed of them is said, what cannot be read is named. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { readTable } from "../../src/arrow/read.js";
import { writeTable } from "../../src/arrow/write.js";
import { readNetwork } from "../../src/tables/network.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

type Columns = Record<string, readonly number[]>;

function write(path: string, columns: Columns, options: Parameters<typeof tableToIPC>[1] = {}) {
  const arrays = Object.fromEntries(Object.entries(columns).map(([k, v]) => [k, [...v]]));
  writeFileSync(path, tableToIPC(tableFromArrays(arrays), { format: "file", ...options })!);
}

/** Layers of 2, 2 and 2 units; the last unit of the first and of the last layer has no edge. */
const masked = {
  layer: [0, 0, 1, 1],
  source: [0, 0, 0, 1],
  target: [0, 1, 0, 0],
  weight: [0.5, -0.25, 1, 0],
};

/** With a third unit in the first layer and a second in the last, of which the edges say nothing. */
const sizes = ["--units-per-layer", "3,2,2"];

test("weights of 0 count as pruned, which is said; sizes are those that were given", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "n.arrow");
  write(path, masked);
  const nodes = join(folder, "nodes.arrow");
  const out = ["--nodes", nodes, "--out", join(folder, "g.arrow")];
  const made = pcrit(["graph", path, ...sizes, ...out]);
  assert.equal(made.code, 0, made.err);
  const lines = made.err.trimEnd().split("\n");
  assert.match(lines[0]!, /^note: .*n\.arrow: 1 of 4 weights are 0 and count as pruned/);
  assert.equal(lines.length, 1);
  assert.deepEqual([...readTable(nodes, "nodes").uint8("layer")], [0, 0, 0, 1, 1, 2, 2]);
  assert.equal(readTable(join(folder, "g.arrow"), "graph").rows, 3);
});

test("sizes that nobody states are not guessed, by any stage that reads a network", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "n.arrow");
  write(path, masked);
  const out = join(folder, "out.arrow");
  const refused = (words: readonly string[], pattern: RegExp) => {
    const { code, err } = pcrit(words);
    assert.equal(code, 2, err);
    assert.match(err.trimEnd(), pattern);
    assert.equal(err.trimEnd().split("\n").length, 1);
    assert.ok(!existsSync(out));
  };
  const told = /n\.arrow: .*units of each layer.*--units-per-layer.*suggest 1,2,1 or more$/;
  refused(["graph", path, "--out", out], told);
  refused(["prune", path, "--weights", "1", "--out", out], told);
  for (const stage of ["fine-tune", "evaluate"]) {
    const units = stage === "fine-tune" ? ["--units", join(folder, "u.arrow")] : [];
    refused([stage, path, path, path, ...units, "--out", out], told);
  }
  const graph = ["graph", path, "--out", out, "--units-per-layer"];
  refused([...graph, "1,1,1"], /edges within layers of 1, 1, 1 units/);
  refused([...graph, "1,2"], /edges within layers of 1, 2 units/);
  refused([...graph, "3"], /n\.arrow: expected at least two layers, .*found 3$/);
  refused([...graph, "3,0,2"], /--units-per-layer to be integers .* at least 1/);
  write(path, { layer: [], source: [], target: [], weight: [] });
  refused(["graph", path, "--out", out], /it has no edges$/);
  const stated = join(folder, "stated.arrow");
  write(path, masked);
  run("prune", path, ...sizes, "--weights", "2", "--out", stated);
  assert.deepEqual(readNetwork(stated).network.units, [3, 2, 2]);
  refused(
    ["graph", stated, "--units-per-layer", "4,2,2", "--out", out],
    /layers of 4,2,2 units, as --units-per-layer says, found 3,2,2 in its metadata/,
  );
  run("graph", stated, ...sizes, "--out", out);
});

test("initial weights that nobody knows do not become known on the way", (t) => {
  const folder = scratchFolder(t);
  const [path, pruned] = [join(folder, "n.arrow"), join(folder, "pruned.arrow")];
  write(path, masked);
  assert.equal(readNetwork(path, undefined, [3, 2, 2]).network.initial, undefined);
  run("prune", path, ...sizes, "--weights", "2", "--out", pruned);
  assert.equal(readNetwork(pruned).network.initial, undefined);
  write(path, { ...masked, initial: masked.weight });
  assert.deepEqual(
    readNetwork(path, undefined, [3, 2, 2]).network.initial,
    Float32Array.of(0.5, -0.25, 1),
  );
});

test("a stream is read as a file is", (t) => {
  const folder = scratchFolder(t);
  const [file, stream] = [join(folder, "f.arrow"), join(folder, "s.arrow")];
  write(file, masked);
  write(stream, masked, { format: "stream" });
  const of = (path: string) => readNetwork(path, undefined, [3, 2, 2]).network;
  assert.deepEqual(of(stream), of(file));
});

test("a file of another format is named, and what to do", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "n.arrow");
  for (const [mark, pattern] of [
    ["PAR1", /found Parquet; write Arrow IPC/],
    ["FEA1", /found Feather, version 1; write version 2/],
    ["\x1f\x8b", /found a gzip file; unpack it first/],
    ["\x28\xb5\x2f\xfd", /found a zstd file; unpack it first/],
    ["GIF8", /found something else/],
  ] as const) {
    writeFileSync(path, Buffer.from(`${mark}${" ".repeat(30)}`, "latin1"));
    const refused = pcrit(["graph", path, "--out", join(folder, "g.arrow")]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, pattern);
  }
});

/** Two triangles and the edge between them, as an undirected graph. */
const triangles = { source: [0, 1, 2, 3, 4, 5, 2], target: [1, 2, 0, 4, 5, 3, 3] };
const weight = triangles.source.map(() => 1);

test("communities and degrees of a graph with cycles are those of the undirected graph", (t) => {
  const folder = scratchFolder(t);
  const [path, out, statistics] = ["g", "out", "s"].map((name) => join(folder, `${name}.arrow`));
  const measured = (stage: string, columns: Columns) => {
    write(path!, columns);
    run(stage, path!, "--out", out!, "--statistics", statistics!);
    const table = readTable(statistics!, "statistics");
    const value = table.float64("value");
    return new Map(table.text("statistic").map((name, row) => [name, value[row]!]));
  };
  const upwards = triangles.source.map((u, e) => [u, triangles.target[e]!].sort((a, b) => a - b));
  const acyclic = {
    source: upwards.map(([u]) => u!),
    target: upwards.map(([, v]) => v!),
    weight,
  };
  const found = measured("community", { ...triangles, weight });
  // 6 of 7 edges within, strengths 7 and 7 of 14: 6/7 - 2 (7/14)^2.
  assert.ok(Math.abs(found.get("modularity_max")! - (6 / 7 - 1 / 2)) < 1e-12);
  assert.equal(found.get("communities"), 2);
  const same = measured("community", acyclic);
  for (const name of ["modularity_max", "communities", "degree_centralization"])
    assert.equal(found.get(name), same.get(name), name);
  const degrees = measured("degree", { ...triangles, weight });
  assert.equal(degrees.get("out_degree_max"), 2);
  assert.equal(degrees.get("in_degree_mean"), 7 / 6);
});

test("what needs a feed-forward graph says so, and what to do", (t) => {
  const folder = scratchFolder(t);
  const [path, nodes, partition] = ["g", "n", "p"].map((name) => join(folder, `${name}.arrow`)) as [
    string,
    string,
    string,
  ];
  const from = { stage: "test", settings: "{}", inputs: {} };
  const unknown = {
    node: Uint32Array.of(7, 8),
    layer: new Uint8Array(2),
    role: ["unknown", "unknown"],
  };
  writeTable(nodes, "nodes", unknown, from);
  const refused = (source: number[], target: number[], pattern: RegExp) => {
    write(path, { source, target, weight: source.map(() => 1) });
    const outs = ["--out", join(folder, "p.arrow"), "--edges", join(folder, "e.arrow")];
    const { code, err } = pcrit(["portrait", path, nodes, partition, ...outs]);
    assert.equal(code, 2);
    assert.match(err, pattern);
  };
  refused([7, 8], [8, 8], /nodes have no layers; .*pcrit percolation, degree, community/);
});
