/** Architectures that are graphs of layers: shapes of ours, files, lists, depths; what is refused and when. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../src/error.js";
import { denseCells } from "../../src/experiment/cells.js";
import type { Layered } from "../../src/experiment/experiment.js";
import { parseExperiment, readExperiment, readWithFiles } from "../../src/experiment/read.js";
import { edges, productsPerImage } from "../../src/experiment/seconds.js";
import { targets } from "../../src/experiment/targets.js";
import { hiddenUnits, weightDepth } from "../../src/graph/size.js";
import { layerGraph, namedLayers } from "../../src/layer-settings.js";
import { shapeOfGraph } from "../../src/layers.js";
import { prunableWeights } from "../../src/network.js";
import { packageRoot } from "../../src/package.js";
import { shippedShape, shippedShapes } from "../../src/shapes.js";
import { userError } from "../data/files.js";
import { scratchFolder } from "../support/folder.js";

const colour = { channels: 3, height: 32, width: 32 };

/** A shape of ours on images. */
function shapeOf(name: string, { width = 1, depth = 1, image = colour } = {}) {
  const layers = namedLayers(name, shippedShape(name), depth);
  return shapeOfGraph(layerGraph(name, layers, image, 10, width));
}

const layersOf = (experiment: { readonly architectures: readonly object[] }) =>
  experiment.architectures as readonly Layered[];

test("every shape that we ship takes colour and grey images, small and large, at any width", () => {
  const grey = { channels: 1, height: 28, width: 28 };
  const small = { channels: 3, height: 16, width: 16 };
  for (const name of shippedShapes())
    for (const image of [colour, grey, small])
      for (const width of [0.25, 1, 2]) {
        const shape = shapeOf(name, { width, image });
        assert.equal(shape.units.at(-1), 10, name);
        assert.ok(hiddenUnits(shape) > 20, name);
      }
  const wide = (width: number) => prunableWeights(shapeOf("resnet8", { width }));
  assert.ok(wide(2) > 3.8 * wide(1), "but for the first and the last layer four times as many");
});

test("resnets have as many layers as their name says, and the weights of He et al.", () => {
  // He et al. 2016, Table 6, in millions: without projections, and with what normalises.
  const published = { resnet20: 0.27, resnet32: 0.46, resnet56: 0.85 };
  for (const [name, millions] of Object.entries(published)) {
    const shape = shapeOf(name);
    const projections = 16 * 32 + 32 * 64;
    assert.equal(weightDepth(shape), Number(name.replace("resnet", "")));
    const weights = prunableWeights(shape) - projections;
    assert.ok(Math.abs(weights / 1e6 - millions) < 0.006, `${name}: ${weights}`);
  }
  const eight = 9 * (3 * 16 + 2 * 16 * 16 + 16 * 32 + 32 * 32 + 32 * 64 + 64 * 64);
  assert.equal(prunableWeights(shapeOf("resnet8")), eight + 16 * 32 + 32 * 64 + 64 * 10);
  assert.equal(weightDepth(shapeOf("resnet8")), 8);
  // Of each block the first convolution, and the sum in which the second and the projection end.
  assert.equal(hiddenUnits(shapeOf("resnet8")), 16 + 2 * (16 + 32 + 64));
});

test("depths are factors on what is repeated: resnet20 at 0, 2 and 4 is resnet8, 32 and 56", () => {
  for (const [depth, name] of [
    [0, "resnet8"],
    [1, "resnet20"],
    [2, "resnet32"],
    [4, "resnet56"],
  ] as const) {
    const deep = shapeOf("resnet20", { depth });
    assert.deepEqual(deep.units, shapeOf(name).units);
    assert.equal(weightDepth(deep), weightDepth(shapeOf(name)));
  }
  const stated = [{ name: "fc", layers: "deep-fc", depths: [0, 0.5, 2] }];
  const experiment = parseExperiment("x.json", { architectures: stated });
  const named = layersOf(experiment).map(({ name, layers }) => {
    const full = layers.filter(({ kind }) => kind === "full");
    return `${name} ${full.length}`;
  });
  assert.deepEqual(named, ["fc-d0 2", "fc-d0.5 5", "fc-d2 14"]);
});

test("a shape by its name, a file with comments and a list are one experiment", (t) => {
  const folder = scratchFolder(t);
  const list = [{ kind: "full", units: 8 }, { kind: "relu" }, { kind: "full" }];
  mkdirSync(join(folder, "shapes"));
  const commented = [{ "//": "a word", ...list[0] }, ...list.slice(1)];
  writeFileSync(join(folder, "shapes/own.json"), JSON.stringify(commented));
  const read = (layers: unknown) => {
    const path = join(folder, "x.json");
    writeFileSync(path, JSON.stringify({ architectures: [{ name: "a", layers }] }));
    return readExperiment(path);
  };
  assert.deepEqual(read("shapes/own.json"), read(list));
  const filled = read(list);
  assert.deepEqual(read(layersOf(filled)[0]!.layers), filled, "filled in, it stays as it is");
  const [, train] = targets(filled);
  assert.equal(train!.settings["layers"], JSON.stringify(layersOf(filled)[0]!.layers));
  assert.equal(train!.settings["hidden"], undefined);
  assert.deepEqual(layersOf(read("resnet8"))[0]!.layers, namedLayers("x", shippedShape("resnet8")));
});

test("costs are those of the layers: of wide, deep and large images more", () => {
  const cellsOf = (layers: string, dataset: object) =>
    denseCells(parseExperiment("x.json", { dataset, architectures: [{ name: "a", layers }] }));
  const small = { name: "colour-glyphs" };
  const large = { name: "own", path: "x.npz", image: [3, 32, 32] };
  const [eight] = cellsOf("resnet8", small);
  // 16 x 16 positions at the first stage, then a quarter of them, then a sixteenth.
  const first = 9 * (3 * 16 + 2 * 16 * 16);
  const second = 9 * (16 * 32 + 32 * 32) + 16 * 32;
  const third = 9 * (32 * 64 + 64 * 64) + 32 * 64;
  assert.equal(productsPerImage(eight!) - 1e4, 256 * first + 64 * second + 16 * third + 640);
  assert.ok(productsPerImage(cellsOf("resnet8", large)[0]!) > 3.9 * productsPerImage(eight!));
  assert.ok(productsPerImage(cellsOf("resnet20", small)[0]!) > 2 * productsPerImage(eight!));
  assert.ok(edges(cellsOf("mobilenet", small)[0]!) > 1000);
  const report = targets(readExperiment(`${packageRoot}experiments/resnet.json`)).find(
    ({ stage }) => stage === "report",
  )!;
  assert.ok(report.inputs.includes("dataset.arrow"), "the page runs one of them");
});

const convolution = (channels: number, more: object = {}) => ({
  kind: "convolution",
  channels,
  ...more,
});
const pool = { kind: "global-average-pool" };
const full = { kind: "full" };
const norm = { kind: "batch-normalisation" };

const refused: readonly [string, unknown, RegExp, object?][] = [
  [
    "a cycle",
    [convolution(4, { name: "a", from: "b" }), { kind: "relu", name: "b" }, pool, full],
    /layer a: .*no cycles/,
  ],
  [
    "shapes that do not meet",
    [
      convolution(4, { name: "a" }),
      convolution(8, { name: "b" }),
      { kind: "add", from: ["a", "b"] },
      pool,
      full,
    ],
    /at width 1: layer add1: .*one shape to add, found 4 x 16 x 16 and 8 x 16 x 16/,
  ],
  ["an unknown layer", [{ kind: "swish" }, full], /expected 0\.kind to be one of full, .*"swish"/],
  [
    "groups that do not divide at a width",
    [convolution(6), convolution(6, { name: "b", groups: 6 }), pool, full],
    /at width 0\.5: layer b: expected channels that 6 groups divide, found 3 -> 3/,
    { widths: [1, 0.5] },
  ],
  [
    "a normalisation over one channel",
    [convolution(2), { kind: "layer-normalisation" }, pool, full],
    /at width 0\.5: layer layer-normalisation1: expected two or more channels/,
    { widths: [1, 0.5] },
  ],
  [
    "a normalisation over one value",
    [{ kind: "full", units: 4 }, norm, { kind: "relu" }, full],
    /layer batch-normalisation1: .*6000 in batches of 1; choose another batch/,
    { training: { batch: 1 } },
  ],
  [
    "the same in the last batch alone",
    [{ kind: "full", units: 4 }, norm, { kind: "relu" }, full],
    /layer batch-normalisation1: .*6000 in batches of 7;/,
    { training: { batch: 7 } },
  ],
  [
    "a width that leaves a layer empty",
    [convolution(1, { name: "a" }), pool, full],
    /at width 0\.25: layer a: expected a width that leaves it units, found 0\.25/,
    { widths: [0.25] },
  ],
  ["nothing but a normalisation", [norm], /expected layers with weights, found none/],
  ["no hidden layer", [full], /expected two layers with weights or more, found 1/],
  ["other classes", [convolution(4), pool, { kind: "full", units: 7 }], /one value a class, 10/],
  [
    "a kernel that is too large",
    [convolution(4, { kernel: 17, padding: 0 }), pool, full],
    /16 x 16/,
  ],
  [
    "too many values",
    [convolution(1e6), pool, full],
    /expected at most 1000000 units, found 256000000/,
  ],
  ["a shape that is none", "resnt8", /or one of deep-fc, mixer, .*, found "resnt8"/],
  ["a file that is not there", "gone.json", /architecture "net": gone\.json: no such file/],
];
for (const [what, layers, message, more = {}] of refused)
  test(`${what} is refused by the plan, in one line`, () => {
    const dataset = { name: "colour-glyphs" };
    const architectures = [{ name: "net", layers }];
    assert.throws(
      () => parseExperiment("x.json", { dataset, architectures, ...more }),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        assert.match(error.message, /^x\.json: architecture "net"[^\n]*$/);
        return true;
      },
    );
  });

test("keys that do not go together are refused by name", () => {
  const parse = (architecture: object) => () =>
    parseExperiment("x.json", { architectures: [{ name: "a", ...architecture }] });
  assert.throws(parse({ layers: "resnet8", hidden: [3] }), userError('unknown key "hidden"'));
  assert.throws(parse({ layers: "resnet8", depths: [1] }), userError("with a repeat", "resnet8"));
  assert.throws(parse({ layers: "resnet20", depths: [-1] }), userError("depths.0 must be >= 0"));
  assert.throws(parse({ hidden: [3], depths: [1] }), userError('unknown key "depths"'));
});

test("of data that nobody has read only what hangs on no image is refused", () => {
  const architectures = [
    { name: "net", layers: [convolution(4, { kernel: 99, padding: 0 }), pool, full] },
  ];
  const dataset = { path: "x.npz" };
  assert.doesNotThrow(() => parseExperiment("x.json", { dataset, architectures }));
  const cyclic = [{ name: "net", layers: [{ kind: "relu", from: "full1" }, full] }];
  assert.throws(
    () => parseExperiment("x.json", { dataset, architectures: cyclic }),
    userError('architecture "net": layer relu1', "no cycles"),
  );
});

test("CIFAR's binary files are known by their names, wherever they are named", (t) => {
  const folder = scratchFolder(t);
  const data = join(folder, "cifar");
  mkdirSync(data);
  writeFileSync(join(data, "data_batch_1.bin"), new Uint8Array(0));
  const path = join(folder, "x.json");
  const architectures = [
    { name: "net", layers: [convolution(4, { kernel: 33, padding: 0 }), pool, full] },
  ];
  const message = userError(path, "kernel no larger than its input of 32 x 32");
  const write = (dataset: object) =>
    writeFileSync(path, JSON.stringify({ dataset, architectures }));
  write({ path: "cifar" });
  assert.throws(() => readExperiment(path), message);
  write({ name: "cifar" });
  assert.throws(() => readWithFiles(path, data), message);
  assert.doesNotThrow(() => readExperiment(path));
});
