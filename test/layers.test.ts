import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../src/error.js";
import type { Convolution, ConvolutionSettings } from "../src/geometry.js";
import { initialise } from "../src/initialise.js";
import { describeShape, inputValues, layersOf, shapeFor } from "../src/layers.js";
import { layerOffsets, prunableWeights } from "../src/network.js";

const max2 = { kind: "max", size: 2 } as const;
const plain = { kernel: 3, stride: 1, padding: "same" } as const;
const cnn5 = shapeFor(
  784,
  10,
  [120, 84],
  [
    { ...plain, channels: 8, pool: max2 },
    { ...plain, channels: 16, pool: max2 },
  ],
);

test("cnn5 on 28 x 28 pixels, counted by hand", () => {
  assert.deepEqual(cnn5.units, [1, 8, 16, 120, 84, 10]);
  assert.equal(inputValues(cnn5), 784);
  // 9 x 8 + 9 x 8 x 16 + (16 x 7 x 7) x 120 + 120 x 84 + 84 x 10
  assert.equal(prunableWeights(cnn5), 72 + 1152 + 94080 + 10080 + 840);
  const [first, second, third] = layersOf(cnn5) as [Convolution, Convolution, object];
  assert.deepEqual(first.output, { height: 28, width: 28 });
  assert.deepEqual(second.input, { height: 14, width: 14 });
  assert.deepEqual(second.pooled, { height: 7, width: 7 });
  assert.deepEqual(third, { kind: "full", sources: 784, targets: 120 });
});

// Outputs and zeros before the first input, from the formulas in TensorFlow's guide
// ("Notes on padding", tf.nn): same: ceil(n / s), max((out - 1) s + k - n, 0) halved, down;
// valid: ceil((n - k + 1) / s).
for (const [n, kernel, stride, padding, outputs, zeros] of [
  [28, 3, 1, "same", 28, 1],
  [28, 3, 2, "same", 14, 0],
  [28, 5, 2, "same", 14, 1],
  [28, 4, 1, "same", 28, 1],
  [28, 2, 3, "same", 10, 0],
  [28, 3, 1, "valid", 26, 0],
  [28, 5, 2, "valid", 12, 0],
  [28, 28, 1, "valid", 1, 0],
] as const) {
  test(`${n} inputs, kernel ${kernel}, stride ${stride}, ${padding}: ${outputs} outputs`, () => {
    const settings: ConvolutionSettings = { channels: 2, kernel, stride, padding };
    const [layer] = layersOf(shapeFor(n * n, 10, [3], [settings])) as [Convolution];
    assert.deepEqual(layer.output, { height: outputs, width: outputs });
    assert.deepEqual([layer.top, layer.left], [zeros, zeros]);
    assert.deepEqual(layer.pooled, layer.output);
  });
}

test("pooling leaves out what is left over at the end", () => {
  const plane = (pool: ConvolutionSettings["pool"]) => {
    const settings: ConvolutionSettings = { ...plain, channels: 1, ...(pool ? { pool } : {}) };
    return (layersOf(shapeFor(49, 10, [3], [settings]))[0] as Convolution).pooled;
  };
  assert.deepEqual(plane(max2), { height: 3, width: 3 });
  assert.deepEqual(plane({ kind: "max", size: 3, stride: 2 }), { height: 3, width: 3 });
  assert.deepEqual(plane({ kind: "average", size: 2, stride: 3 }), { height: 2, width: 2 });
  assert.deepEqual(plane({ kind: "global-average" }), { height: 1, width: 1 });
});

// Outputs as PyTorch 1.13 gives them: test/engine/pytorch-geometry.test.ts asks it about random ones.
for (const [n, settings, outputs, pooled] of [
  [28, { kernel: 3, stride: 2, padding: 1 }, [14, 14], [14, 14]],
  [28, { kernel: 5, stride: 1, padding: 2 }, [28, 28], [28, 28]],
  [8, { kernel: [3, 5], stride: [2, 1], padding: [0, 3] }, [3, 10], [3, 10]],
  [
    8,
    { kernel: 2, stride: 1, padding: { top: 1, bottom: 0, left: 2, right: 3 } },
    [8, 12],
    [8, 12],
  ],
  [7, { ...plain, pool: { kind: "max", size: 3, stride: 2, padding: 1 } }, [7, 7], [4, 4]],
  [7, { ...plain, pool: { kind: "max", size: 2, ceil: true } }, [7, 7], [4, 4]],
  [7, { ...plain, pool: { kind: "average", size: [2, 3] } }, [7, 7], [3, 2]],
  // A window that would begin in the padding after the last value is left out.
  [3, { ...plain, pool: { kind: "max", size: 2, padding: 1, ceil: true } }, [3, 3], [2, 2]],
] as const) {
  test(`stated geometry: ${JSON.stringify(settings)} on ${n} x ${n}`, () => {
    const [layer] = layersOf(shapeFor(n * n, 10, [3], [{ channels: 2, ...settings }])) as [
      Convolution,
    ];
    assert.deepEqual([layer.output.height, layer.output.width], outputs);
    assert.deepEqual([layer.pooled.height, layer.pooled.width], pooled);
  });
}

test("images of several channels that are not square", () => {
  const image = { channels: 3, height: 4, width: 6 };
  const shape = shapeFor(72, 10, [5], [{ ...plain, channels: 2 }], image);
  assert.deepEqual(shape.units, [3, 2, 5, 10]);
  assert.equal(inputValues(shape), 72);
  assert.equal(prunableWeights(shape), 3 * 2 * 9 + 2 * 24 * 5 + 50);
  assert.throws(
    () => shapeFor(71, 10, [5], [{ ...plain, channels: 2 }], image),
    /images of 71 values, as the data have, found a shape of 3 x 4 x 6/,
  );
});

test("equal geometry has one name, the shortest", () => {
  const of = (settings: Omit<ConvolutionSettings, "channels">) =>
    shapeFor(784, 10, [16], [{ channels: 8, ...settings }]);
  const same: [Omit<ConvolutionSettings, "channels">, Omit<ConvolutionSettings, "channels">][] = [
    [{ ...plain, kernel: [3, 3], stride: [1, 1] }, plain],
    [
      { ...plain, padding: [0, 0] },
      { ...plain, padding: "valid" },
    ],
    [
      { ...plain, padding: { top: 2, bottom: 2, left: 2, right: 2 } },
      { ...plain, padding: 2 },
    ],
    [
      { ...plain, padding: { top: 2, bottom: 2, left: 1, right: 1 } },
      { ...plain, padding: [2, 1] },
    ],
    [
      { ...plain, pool: { kind: "max", size: [2, 2], padding: 0, ceil: false } },
      { ...plain, pool: max2 },
    ],
  ];
  for (const [long, short] of same) assert.deepEqual(of(long), of(short));
  assert.equal(
    describeShape(of({ ...plain, pool: { kind: "max", size: 2, stride: 1 } })),
    "1-8-16-10, convolutions on 28x28: 3x3 stride 1 same max 2x2 every 1",
  );
  assert.equal(
    describeShape(
      of({
        kernel: [3, 1],
        stride: [2, 1],
        padding: { top: 1, bottom: 0, left: 0, right: 0 },
        pool: { kind: "max", size: [2, 1], padding: [1, 0], ceil: true },
      }),
    ),
    "1-8-16-10, convolutions on 28x28: 3x1 stride 2x1 padding 1/0/0/0 max 2x1 every 2x1 padding 1x0 ceil",
  );
});

test("a kernel or a window larger than its input, and images that are not square", () => {
  const refuses = (pixels: number, settings: ConvolutionSettings, message: RegExp) =>
    assert.throws(
      () => shapeFor(pixels, 10, [3], [settings]),
      (error) => error instanceof UserError && message.test(error.message),
    );
  refuses(
    16,
    { ...plain, kernel: 5, channels: 1 },
    /no larger than its input of 4 x 4, found 5 x 5/,
  );
  refuses(
    16,
    { ...plain, channels: 1, pool: { kind: "max", size: 5 } },
    /window no larger than its input of 4 x 4, found 5 x 5/,
  );
  refuses(18, { ...plain, channels: 1 }, /or square images: found images of 18 pixels/);
  refuses(
    4,
    { ...plain, channels: 1, kernel: 5, padding: 1 },
    /input of 2 x 2, with its padding 4 x 4, found 5 x 5/,
  );
  refuses(
    16,
    { ...plain, channels: 1, pool: { kind: "max", size: 2, padding: [0, 2] } },
    /padding of at most half a window of 2 x 2, found 0 x 2/,
  );
  refuses(
    16,
    { ...plain, channels: 1, pool: { kind: "average", size: 2, ceil: true } },
    /"ceil" is not supported of average pooling/,
  );
  refuses(
    16,
    { ...plain, channels: 1, pool: { kind: "global-average", padding: 1 } },
    /global-average pooling takes neither padding nor ceil/,
  );
});

test("a dense table in order, one row a tap; He-normal by the weights that arrive at a value", () => {
  const network = initialise(cnn5, "a");
  const offsets = layerOffsets(network);
  assert.deepEqual([...offsets], [0, 72, 1224, 95304, 105384, 106224]);
  for (let e = 72; e < 1224; e++) {
    const place = (network.source[e]! * 16 + network.target[e]!) * 9 + network.tap[e]!;
    assert.equal(72 + place, e);
  }
  assert.ok(network.tap.subarray(1224).every((tap) => tap === 0));
  for (const [l, fanIn] of [
    [1, 72],
    [2, 784],
  ] as const) {
    const weights = network.weight.subarray(offsets[l], offsets[l + 1]);
    const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    // five standard errors of the variance of a normal sample
    assert.ok(Math.abs((variance * fanIn) / 2 - 1) < 5 * Math.sqrt(2 / weights.length));
  }
  assert.equal(network.bias.length, 8 + 16 + 120 + 84 + 10); // one a channel
});

test("shapes that differ in any way have different names", () => {
  const one = { ...plain, channels: 8 };
  const variants: (readonly ConvolutionSettings[])[] = [
    [],
    [one],
    [{ ...one, kernel: 5 }],
    [{ ...one, stride: 2 }],
    [{ ...one, padding: "valid" }],
    [{ ...one, padding: 1 }],
    [{ ...one, padding: [1, 2] }],
    [{ ...one, padding: [2, 1] }],
    [{ ...one, padding: { top: 1, bottom: 2, left: 1, right: 2 } }],
    [{ ...one, padding: { top: 2, bottom: 1, left: 1, right: 2 } }],
    [{ ...one, kernel: [3, 5] }],
    [{ ...one, stride: [1, 2] }],
    [{ ...one, pool: { kind: "max", size: 2, padding: 1 } }],
    [{ ...one, pool: { kind: "max", size: 2, ceil: true } }],
    [{ ...one, pool: max2 }],
    [{ ...one, pool: { kind: "average", size: 2 } }],
    [{ ...one, pool: { kind: "max", size: 2, stride: 1 } }],
    [{ ...one, pool: { kind: "global-average" } }],
  ];
  const names = variants.map((layers) => describeShape(shapeFor(784, 10, [16], layers)));
  assert.equal(new Set(names).size, variants.length);
  assert.equal(names[0], "784-16-10");
});
