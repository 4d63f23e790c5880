import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../src/engine/sparse/arena.js";
import { instantiate } from "../../src/engine/sparse/kernels.js";
import { packImages } from "../../src/engine/sparse/lit-images.js";
import { Random } from "../../src/random.js";

const kernels = instantiate();
const arena = new Arena(kernels.memory, Number(kernels.heapBase.value));

test("lists of lit pixels: each image's, in order, with places among the used pixels", () => {
  for (const [count, width, lit, part] of [
    [1, 1, 1, 1],
    [3, 7, 0.5, 1],
    [5, 16, 1, 1],
    [4, 17, 0.3, 0.5],
    [9, 50, 0.9, 0.9],
    [2000, 300, 0.2, 0.3], // more than is copied at a time
    [6, 40, 0.5, 0],
  ] as const) {
    arena.clear();
    const random = new Random("lit", `${count} x ${width}`);
    const pixels = Uint8Array.from({ length: count * width }, () =>
      random.uniform() < lit ? 1 + random.integer(255) : 0,
    );
    const labels = Uint8Array.from({ length: count }, () => random.integer(10));
    const used = Uint32Array.from(
      Array.from({ length: width }, (_, pixel) => pixel).filter(() => random.uniform() < part),
    );
    const images = { count, width, pixels, labels, classes: 10 };
    const packed = packImages(kernels, arena, images, used);
    const lists = Array.from({ length: count }, (_, i) =>
      Array.from(used, (pixel, unit) => (unit << 8) | pixels[i * width + pixel]!).filter(
        (entry) => (entry & 255) !== 0,
      ),
    );
    const first = arena.integers(packed.first, count + 1);
    const entries = arena.integers(packed.entries, packed.lit);
    lists.forEach((list, i) => {
      assert.deepEqual(Array.from(entries.subarray(first[i], first[i + 1])), list);
    });
    assert.equal(packed.lit, lists.flat().length);
    assert.equal(packed.most, Math.max(...lists.map((list) => list.length)));
    const next = arena.allocate(256);
    assert.ok(
      arena.bytes(next, 256).every((byte) => byte === 0),
      "what comes next is zero",
    );
  }
});
