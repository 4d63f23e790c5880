/** Masks made elsewhere: as edge lists and as tensors; what does not fit is refused by name. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { writeTable } from "../../src/arrow/write.js";
import { area, groupsOf } from "../../src/geometry.js";
import { initialise } from "../../src/initialise.js";
import { unitsOfGraph } from "../../src/layer-graph.js";
import { layerGraph, namedLayers } from "../../src/layer-settings.js";
import { layersOf, shapeFor } from "../../src/layers.js";
import type { Network } from "../../src/network.js";
import { ownMasks } from "../../src/prune/own-masks.js";
import { prune } from "../../src/prune/prune.js";
import { zip } from "../formats/archives.js";
import { scratchFolder } from "../support/folder.js";
import { flips, readAll, truncations } from "../support/hostile.js";

const full = initialise([5, 4, 3], "masks");
const convolutional = initialise(
  shapeFor(
    16,
    3,
    [4],
    [
      { channels: 2, kernel: [3, 2], stride: 1, padding: "valid" },
      { channels: 3, kernel: 1, stride: 1, padding: "same", pool: { kind: "max", size: 2 } },
    ],
  ),
  "masks",
);

const groups = layerGraph(
  "given",
  namedLayers("given", [
    { kind: "convolution", channels: 4 },
    { kind: "convolution", groups: "depthwise" },
    { kind: "convolution", channels: 6, groups: 2, kernel: [1, 2] },
    { kind: "global-average-pool" },
    { kind: "full" },
  ]),
  { channels: 2, height: 3, width: 3 },
  3,
);
const grouped = initialise({ units: unitsOfGraph(groups), graph: groups }, "masks");

/** An array as numpy.save writes it. */
function npy(shape: readonly number[], values: Uint8Array | Float32Array): Buffer {
  const type = values instanceof Uint8Array ? "|u1" : "<f4";
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = `${text.padEnd(117)}\n`;
  const length = Buffer.from([header.length & 255, header.length >> 8]);
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    length,
    Buffer.from(header),
    bytes,
  ]);
}

/** The mask of a pruned network as PyTorch's tensors, [outputs, inputs, …]. */
function tensors(network: Network): { name: string; content: Buffer }[] {
  return layersOf(network).flatMap((layer, l) => {
    const kernel = layer.kind === "full" ? [] : [layer.kernel.height, layer.kernel.width];
    const window = layer.kind === "full" ? 1 : area(layer.kernel);
    const sources = layer.sources / groupsOf(layer); // of one group, as PyTorch has them
    const mask = new Uint8Array(layer.targets * sources * window);
    network.layer.forEach((own, e) => {
      const place = network.target[e]! * sources + (network.source[e]! % sources);
      if (own === l) mask[place * window + network.tap[e]!] = 1;
    });
    return [
      {
        name: `${2 * l}.weight.npy`,
        content: npy([layer.targets, sources, ...kernel], mask),
      },
      { name: `${2 * l}.bias.npy`, content: npy([layer.targets], new Float32Array(layer.targets)) },
    ];
  });
}

const writers = {
  npz: (path: string, network: Network) => writeFileSync(path, zip(tensors(network))),
  arrow: (path: string, { layer, source, target, tap }: Network) =>
    writeTable(
      path,
      "mask",
      { layer, source, target, tap },
      { stage: "x", settings: "{}", inputs: {} },
    ),
};

for (const [what, dense] of [
  ["full", full],
  ["convolutional", convolutional],
  ["grouped", grouped],
] as const)
  for (const kind of ["arrow", "npz"] as const)
    test(`masks of a ${what} network from ${kind} leave what they keep, the densest first`, async (t) => {
      const folder = scratchFolder(t);
      const all = dense.weight.length;
      const counts = [Math.round(all / 4), Math.round(all / 2), 3];
      const kept = counts.map((keep) => prune(dense, keep, "random", "m"));
      const paths = kept.map((network, i) => {
        const path = join(folder, `${i}.${kind}`);
        writers[kind](path, network);
        return path;
      });
      const masks = ownMasks(paths, "", dense);
      assert.deepEqual(masks.counts, [counts[1], counts[0], counts[2]]);
      const asked = { keep: 0, seed: "" };
      let last = dense;
      for (const [level, expected] of [kept[1]!, kept[0]!, kept[2]!].entries()) {
        const found = await masks.prune(last, { ...asked, level: level + 1 });
        assert.deepEqual(found, expected);
        assert.deepEqual(await masks.prune(dense, { ...asked, level: level + 1 }), expected);
        last = found;
      }
      if (kind === "npz")
        assert.match(masks.notes.join("\n"), /order of the file: 0\.weight, 2\.we/);
    });

test("masks that are not nested are refused where levels inherit, and taken from the dense network", async (t) => {
  const folder = scratchFolder(t);
  const paths = ["a", "b"].map((seed, i) => {
    const path = join(folder, `${seed}.arrow`);
    writers.arrow(path, prune(full, 12 - 5 * i, "random", seed));
    return path;
  });
  const masks = ownMasks(paths, "", full);
  const asked = { keep: 0, seed: "" };
  const first = await masks.prune(full, { ...asked, level: 1 });
  await assert.rejects(masks.prune(first, { ...asked, level: 2 }), {
    name: "UserError",
    message: /b\.arrow: keeps \d of its 7 weights that are pruned in .*a\.arrow, .* nested masks/,
  });
  assert.equal((await masks.prune(full, { ...asked, level: 2 })).weight.length, 7);
});

function refused(t: TestContext, name: string, content: Buffer, why: RegExp): void {
  const path = join(scratchFolder(t), name);
  writeFileSync(path, content);
  assert.throws(() => ownMasks([path], "", full), { name: "UserError", message: why });
}

test("tensors that do not fit are refused by name", (t) => {
  const one = (n: number) => new Uint8Array(n).fill(1);
  const entry = (name: string, shape: number[], values: Uint8Array | Float32Array) => ({
    name: `${name}.npy`,
    content: npy(shape, values),
  });
  const [first, second] = [entry("fc1", [4, 5], one(20)), entry("fc2", [3, 4], one(12))];
  refused(
    t,
    "a.npz",
    zip([first]),
    /expected 2 tensors of weights, one a layer, found 1: fc1 \[4, 5\]/,
  );
  refused(
    t,
    "b.npz",
    zip([entry("fc1", [5, 4], one(20)), second]),
    /fc1 to be \[4, 5\].*; transpose it/,
  );
  refused(t, "c.npz", zip([entry("fc1", [2, 5, 2], one(20)), second]), /fc1 to be \[4, 5\]/);
  refused(t, "d.npz", zip([first, second]), /keeps some of the network's 32 weights, found 32/);
  refused(
    t,
    "e.npz",
    zip([entry("fc1", [4, 5], new Float32Array(20).fill(Number.NaN)), second]),
    /NaN/,
  );
  refused(t, "f.npz", zip([]), /found 0|zip archive/);
  refused(t, "g.npz", Buffer.from("PK"), /zip archive/);
});

test("edge lists that do not fit are refused; two masks of one density too", (t) => {
  const folder = scratchFolder(t);
  const from = { stage: "x", settings: "{}", inputs: {} };
  const list = (name: string, source: number[]) => {
    const path = join(folder, name);
    const rows = source.length;
    const columns = {
      layer: new Uint8Array(rows),
      source: Uint32Array.from(source),
      target: new Uint32Array(rows),
    };
    writeTable(path, "mask", columns, from);
    return path;
  };
  assert.throws(
    () => ownMasks([list("a.arrow", [0, 5])], "", full),
    /found layer 0, 5 -> 0, .* row 1/,
  );
  assert.throws(() => ownMasks([list("b.arrow", [1, 1])], "", full), /row 1 occurs twice/);
  const same = [list("c.arrow", [0, 1]), list("d.arrow", [1, 2])];
  assert.throws(() => ownMasks(same, "", full), /one mask a density, found 2 weights here and in/);
});

test("damaged files are refused, quickly", (t) => {
  const folder = scratchFolder(t);
  const whole = zip(tensors(prune(full, 9, "random", "m")));
  const path = join(folder, "damaged.npz");
  const read = (bytes: Uint8Array) => {
    writeFileSync(path, bytes);
    return ownMasks([path], "", full);
  };
  const tried = readAll([...truncations(whole, 150), ...flips(whole, 3, 150)], read);
  assert.ok(tried >= 300);
});
