/** Images of bytes read into planes, against what they are: brightness / 255 at their places, and nothing elsewhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../src/engine/sparse/arena.js";
import { instantiate } from "../../src/engine/sparse/kernels.js";
import { Random } from "../../src/random.js";

const kernels = instantiate();
const arena = new Arena(kernels.memory, Number(kernels.heapBase.value));
const LANES = 32;

for (const [channels, rows, width, images, margin] of [
  [1, 1, 1, 32, 0],
  [3, 4, 15, 32, 1],
  [2, 3, 16, 32, 2],
  [3, 2, 37, 31, 1],
  [1, 8, 64, 1, 0],
] as const)
  test(`${images} images of ${channels} x ${rows} x ${width} bytes, rows ${margin} apart, into planes`, () => {
    arena.clear();
    const random = new Random("bytes", `${channels} ${rows} ${width}`);
    const count = 40;
    const size = channels * rows * width;
    const pixels = Uint8Array.from({ length: count * size }, () => random.integer(256));
    pixels.set(Uint8Array.from({ length: Math.min(256, size) }, (_, i) => i)); // every brightness
    const bytes = arena.allocate((count + 1) * size);
    arena.bytes(bytes, pixels.length).set(pixels);
    const numbers = Array.from({ length: images }, (_, i) => (i === 0 ? 0 : random.integer(count)));
    const order = arena.place(Uint32Array.from(numbers));
    const row = width + margin;
    const plane = rows * row + 3;
    const length = channels * plane * LANES;
    const x = arena.allocate(4 * length);
    arena.floats(x, length).fill(-1);
    kernels.spreadBytes(
      images,
      order,
      bytes,
      size,
      count,
      channels,
      rows,
      width,
      x,
      128 * row,
      128 * plane,
    );
    const expected = new Float32Array(length).fill(-1);
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < width; j++)
          for (let lane = 0; lane < LANES; lane++) {
            const at = (c * plane + i * row + j) * LANES + lane;
            const own = (c * rows + i) * width + j;
            expected[at] = lane < images ? pixels[numbers[lane]! * size + own]! / 255 : 0;
          }
    assert.deepEqual(arena.floats(x, length).slice(), expected);
  });
