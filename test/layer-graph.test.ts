import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../src/error.js";
import { layerWeights } from "../src/geometry.js";
import { unitGroups } from "../src/graph/unit-groups.js";
import { initialise } from "../src/initialise.js";
import { resolveLayers, unitsOfGraph } from "../src/layer-graph.js";
import { layerGraph, namedLayers } from "../src/layer-settings.js";
import { describeShape, layersOf } from "../src/layers.js";
import { prunableWeights } from "../src/network.js";

const image = { channels: 3, height: 8, width: 8 };
const convolution = (channels: number, rest: object = {}) => ({
  kind: "convolution",
  channels,
  padding: 1,
  bias: false,
  ...rest,
});
const norm = { kind: "batch-normalisation" };
const relu = { kind: "relu" };

/** A stem, a block with an identity skip, a block with a projection. */
const residual = [
  convolution(4, { name: "stem" }),
  norm,
  { ...relu, name: "a" },
  convolution(4, { name: "first" }),
  norm,
  relu,
  convolution(4, { name: "second" }),
  { ...norm, name: "branch" },
  { kind: "add", name: "sum", from: ["branch", "a"] },
  { ...relu, name: "b" },
  convolution(8, { name: "third", stride: 2 }),
  norm,
  relu,
  convolution(8, { name: "fourth" }),
  { ...norm, name: "narrow" },
  convolution(8, { name: "projection", from: "b", kernel: 1, stride: 2, padding: 0 }),
  { ...norm, name: "short" },
  { kind: "add", name: "sum2", from: ["narrow", "short"] },
  relu,
  { kind: "global-average-pool" },
  { kind: "full" },
];

const graphOf = (layers: unknown, classes = 5, width = 1) =>
  layerGraph("given", namedLayers("given", layers), image, classes, width);

test("shapes follow the layers, weight layers count in their order", () => {
  const graph = graphOf(residual);
  const planes = resolveLayers(graph).map(({ channels, height }) => `${channels}x${height}`);
  assert.deepEqual(planes.slice(8, 12), ["4x8", "4x8", "8x4", "8x4"]);
  assert.deepEqual(unitsOfGraph(graph), [3, 4, 4, 4, 8, 8, 8, 5]);
  const shape = { units: unitsOfGraph(graph), graph };
  const weights = 9 * (3 * 4 + 4 * 4 + 4 * 4 + 4 * 8 + 8 * 8) + 4 * 8 + 8 * 5;
  assert.equal(prunableWeights(shape), weights);
  const network = initialise(shape, "a");
  assert.equal(network.weight.length, weights);
  assert.equal(network.normalisations!.scale.length, 4 * 3 + 8 * 3);
  assert.match(describeShape(shape), /stem = convolution\(input\)/);
});

test("the last of a branch and its projection have their units in the sum, a skip is an identity", () => {
  const { groups, target, sources, identities } = unitGroups(graphOf(residual));
  assert.deepEqual(
    groups.map(({ name, units }) => `${name} ${units}`),
    ["input 3", "stem 4", "first 4", "sum 4", "third 8", "sum2 8", "full1 5"],
  );
  assert.deepEqual(target, [1, 2, 3, 4, 5, 5, 6]);
  assert.deepEqual(
    sources.map((slices) => slices.map(({ group }) => group)),
    [[0], [1], [2], [3], [4], [3], [5]],
  );
  assert.deepEqual(
    identities.map(({ from, to, pairs, skip }) => [from.group, to.group, pairs, skip]),
    [[1, 3, "same", true]],
  );
});

test("of two weight layers from the same units into one sum the second has units of its own", () => {
  const layers = [
    convolution(4, { name: "stem" }),
    convolution(4, { name: "left" }),
    convolution(4, { name: "right", from: "stem" }),
    { kind: "add", from: ["left", "right"] },
    { kind: "global-average-pool" },
    { kind: "full" },
  ];
  const { groups, target, identities } = unitGroups(graphOf(layers));
  assert.deepEqual(
    groups.map(({ name }) => name),
    ["input", "stem", "right", "add1", "full1"],
  );
  assert.deepEqual(target, [1, 3, 2, 4]);
  assert.deepEqual(
    identities.map(({ from, to, skip }) => [from.group, to.group, skip]),
    [[2, 3, false]],
  );
});

test("what a skip carries is told unit by unit, through concatenations; a transposition is none", () => {
  const dense = [
    convolution(4, { name: "stem" }),
    convolution(4, { name: "more" }),
    { kind: "concatenate", name: "both", from: ["stem", "more"] },
    convolution(8, { name: "branch" }),
    { kind: "add", name: "sum", from: ["both", "branch"] },
    { kind: "transpose", name: "turned" },
    { kind: "convolution", name: "mix", channels: 64, kernel: 1, bias: false },
    { kind: "transpose", name: "back" },
    convolution(8, { name: "last", kernel: 1, padding: 0 }),
    { kind: "add", name: "sum2", from: ["last", "back"] },
    { kind: "global-average-pool" },
    { kind: "full" },
  ];
  const { groups, identities } = unitGroups(graphOf(dense));
  const name = (group: number) => groups[group]!.name;
  assert.deepEqual(
    identities.map(({ from, to, pairs, skip }) =>
      [name(from.group), name(to.group), to.begin, pairs, skip].join(" "),
    ),
    [
      "stem sum 0 same true",
      "more sum 4 same true",
      "sum turned 0 all false",
      "mix back 0 all false",
      "back sum2 0 same true",
    ],
  );
});

test("outputs side by side are a group, and inputs that only full layers read are values", () => {
  const heads = [
    { kind: "full", name: "hidden", units: 6 },
    relu,
    { kind: "full", name: "left", units: 2 },
    { kind: "full", name: "right", units: 3, from: "relu1" },
    { kind: "concatenate", name: "outputs", from: ["left", "right"] },
  ];
  const { groups, sources, identities } = unitGroups(graphOf(heads));
  assert.deepEqual(
    groups.map(({ name, units }) => `${name} ${units}`),
    ["input 192", "hidden 6", "left 2", "right 3", "outputs 5"],
  );
  assert.deepEqual(sources[0], [{ group: 0, begin: 0, units: 192 }]);
  assert.deepEqual(
    identities.map(({ from, to, skip }) => [from.group, to.begin, to.units, skip]),
    [
      [2, 0, 2, false],
      [3, 2, 3, false],
    ],
  );
  const pooled = [{ kind: "max-pool" }, { kind: "full" }];
  assert.equal(unitGroups(graphOf(pooled)).groups[0]!.units, 3);
});

test("groups join channels within their part, depthwise each alone, whatever the width", () => {
  const layers = [
    convolution(4),
    { kind: "convolution", groups: "depthwise", kernel: 3 },
    convolution(8, { groups: 2, kernel: 1, padding: 0 }),
    { kind: "global-average-pool" },
    { kind: "full" },
  ];
  const graph = graphOf(layers, 5, 1.5);
  const [, depthwise, grouped] = layersOf({ units: unitsOfGraph(graph), graph });
  assert.equal(layerWeights(depthwise!), 6 * 9);
  assert.equal(layerWeights(grouped!), (6 / 2) * 12);
  const { layer, source, target } = initialise({ units: unitsOfGraph(graph), graph }, "a");
  layer.forEach((l, e) => {
    if (l === 1) assert.equal(source[e], target[e]);
    if (l === 2) assert.equal(source[e]! < 3, target[e]! < 6);
  });
});

test("written forms that say the same are the same", () => {
  const short = namedLayers("given", [{ kind: "convolution", channels: 4 }, { kind: "full" }]);
  const long = namedLayers("given", [
    {
      bias: true,
      groups: 1,
      padding: "same",
      kernel: [3, 3],
      stride: [1, 1],
      dilation: 1,
      channels: 4,
      from: "input",
      name: "convolution1",
      kind: "convolution",
    },
    { kind: "full", from: ["convolution1"] },
  ]);
  assert.deepEqual(JSON.stringify(short), JSON.stringify(long));
  assert.deepEqual(JSON.stringify(namedLayers("given", short)), JSON.stringify(short));
});

test("what is repeated is what is written so often, with names of its own", () => {
  const block = [
    { kind: "convolution", name: "conv", channels: 4 },
    { kind: "relu" },
    { kind: "add", name: "sum", from: ["relu", "before"] },
  ];
  const named = block.map((own) => (own.kind === "relu" ? { ...own, name: "relu" } : own));
  const repeated = namedLayers("given", [
    convolution(4),
    { repeat: 2, layers: named },
    { kind: "global-average-pool" },
    { kind: "full" },
  ]);
  const written = namedLayers("given", [
    convolution(4),
    { kind: "convolution", name: "conv-1", channels: 4 },
    { kind: "relu", name: "relu-1" },
    { kind: "add", name: "sum-1", from: ["relu-1", "convolution1"] },
    { kind: "convolution", name: "conv-2", channels: 4 },
    { kind: "relu", name: "relu-2" },
    { kind: "add", name: "sum-2", from: ["relu-2", "sum-1"] },
    { kind: "global-average-pool" },
    { kind: "full" },
  ]);
  assert.deepEqual(repeated, written);
});

test("a repeat in a repeat has both numbers, and reads what stands outside by its name", () => {
  const inner = { repeat: 2, layers: [{ kind: "relu", name: "b", from: "a" }] };
  const layers = namedLayers("given", [
    { kind: "relu", name: "first" },
    { repeat: 2, layers: [{ kind: "relu", name: "a", from: "first" }, inner] },
    { kind: "gelu", from: "b-2-1" },
  ]);
  assert.deepEqual(
    layers.map(({ name, from }) => `${name} ${from}`),
    [
      ...["first input", "a-1 first", "b-1-1 a-1", "b-1-2 a-1"],
      ...["a-2 first", "b-2-1 a-2", "b-2-2 a-2", "gelu1 b-2-1"],
    ],
  );
});

test("layers that stand once keep their names, whatever the depth, and know what is before them", () => {
  const once = {
    layers: [
      { kind: "relu", name: "a" },
      { kind: "add", name: "b", from: ["a", "before"] },
    ],
  };
  const layers = namedLayers(
    "given",
    [{ repeat: 2, layers: [{ kind: "relu", name: "c" }] }, once],
    2,
  );
  assert.deepEqual(
    layers.map(({ name, from }) => `${name} ${from}`),
    ["c-1 input", "c-2 c-1", "c-3 c-2", "c-4 c-3", "a c-4", "b a,c-4"],
  );
});

test("depth multiplies the outer repeats alone", () => {
  const inner = { repeat: 2, layers: [{ kind: "relu" }] };
  const counts = (repeat: number, depth: number) =>
    namedLayers("given", [{ kind: "relu" }, { repeat, layers: [inner] }], depth).length;
  assert.deepEqual([counts(3, 1), counts(3, 2), counts(3, 0.5), counts(3, 0)], [7, 13, 5, 1]);
});

test("as many channels as another layer, at every width", () => {
  const layers = [
    { kind: "transpose", name: "tokens" },
    { kind: "convolution", channels: 5, kernel: 1, padding: 0 },
    { kind: "convolution", channels: "tokens", kernel: 1, padding: 0, name: "back" },
    { kind: "add", from: ["back", "tokens"] },
    { kind: "global-average-pool" },
    { kind: "full" },
  ];
  for (const width of [0.4, 1, 2])
    assert.deepEqual(unitsOfGraph(graphOf(layers, 5, width)), [3, Math.round(5 * width), 64, 5]);
});

test("repeats that would give more layers than there may be are refused before they are made", () => {
  const nested = (depth: number): object =>
    depth === 0
      ? { kind: "relu" }
      : { repeat: 1000, layers: [nested(depth - 1), { repeat: 0, layers: [{ kind: "relu" }] }] };
  const refused = /^given: expected at most 1000 layers, found [\d.e+]+ with all repeats$/;
  for (const depth of [2, 3, 20])
    assert.throws(
      () => namedLayers("given", [nested(depth)]),
      (error) => error instanceof UserError && refused.test(error.message),
    );
  const nothing = [1, 2, 3].reduce<object>((own) => ({ repeat: 1000, layers: [own] }), {
    repeat: 0,
    layers: [{ kind: "relu" }],
  });
  assert.deepEqual(namedLayers("given", [nothing]), []);
});

const bad: readonly [string, unknown, RegExp][] = [
  ["a repeat without layers", [{ repeat: 2 }, { kind: "full" }], /must have required property/],
  [
    "a repeat that is also a layer",
    [{ repeat: 2, kind: "relu", layers: [] }],
    /unknown key "kind"/,
  ],
  [
    "a name that has a meaning",
    [{ repeat: 2, layers: [{ kind: "relu", name: "before" }] }, { kind: "full" }],
    /another name than "before"/,
  ],
  [
    "as many channels as a layer that is none",
    [convolution(4, { channels: "nowhere" }), { kind: "full" }],
    /layer convolution1: expected "channels" to be a number, or a layer before it .*"nowhere"/,
  ],
  ["a cycle", [{ kind: "relu", from: "full1" }, { kind: "full" }], /relu1: .*no cycles/],
  ["an unknown layer", [{ kind: "full", from: "nowhere" }], /nowhere, which is none/],
  ["an unknown kind", [{ kind: "swish" }, { kind: "full" }], /kind to be one of/],
  [
    "an alien key",
    [{ kind: "relu", units: 3 }, { kind: "full" }],
    /"units" is nothing that relu takes/,
  ],
  [
    "shapes that do not meet",
    [convolution(4, { name: "x" }), { kind: "add", from: ["x", "input"] }, { kind: "full" }],
    /one shape to add, found 4 x 8 x 8 and 3 x 8 x 8/,
  ],
  ["one to add", [{ kind: "add", from: "input" }, { kind: "full" }], /two or more layers/],
  ["a sum with itself", [{ kind: "add", from: ["input", "input"] }, { kind: "full" }], /different/],
  [
    "a layer nobody reads",
    [convolution(4), { kind: "full", from: "input" }],
    /convolution1: .*read it/,
  ],
  ["no weights", [{ kind: "global-average-pool" }], /layers with weights/],
  ["planes at the end", [convolution(5)], /one value a class/],
  ["other classes", [{ kind: "full", units: 3 }], /one value a class, 5/],
  [
    "a name twice",
    [
      { kind: "relu", name: "a" },
      { kind: "full", name: "a" },
    ],
    /a name of its own/,
  ],
  [
    "groups that do not divide",
    [convolution(4, { groups: 2 }), { kind: "full" }],
    /2 groups divide/,
  ],
  [
    "a kernel that is too large with its dilation",
    [convolution(4, { dilation: 9 }), { kind: "full" }],
    /kernel no larger/,
  ],
  [
    "a normalisation over one channel",
    [convolution(1), { kind: "layer-normalisation" }, { kind: "full" }],
    /two or more channels/,
  ],
];
for (const [what, layers, message] of bad)
  test(`${what}: one line`, () => {
    assert.throws(
      () => graphOf(layers),
      (error) => error instanceof UserError && message.test(error.message),
    );
  });
