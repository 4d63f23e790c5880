/** IDX files, plain and in gzip, cut, damaged, and larger than they say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { parseIdx } from "../../src/formats/idx.js";
import { extremes, flips, readAll, truncations } from "../support/hostile.js";
import { idx, imagesIdx, userError } from "./files.js";

for (const [name, rank, file] of [
  ["images", 3, imagesIdx(4, 5, 5)],
  ["labels", 1, idx([50], new Array(50).fill(1))],
  ["rows of floats", 2, idx([3, 4], new Array(48).fill(0x3f), 0x0d)],
  ["colours as integers", 4, idx([2, 3, 2, 1], new Array(24).fill(7), 0x0b)],
] as const)
  test(`${name}: every truncation, extreme bytes, bits turned over, plain and in gzip`, (t) => {
    const packed = gzipSync(file);
    const inputs = [file, packed].flatMap((whole) => [
      ...truncations(whole),
      ...extremes(whole),
      ...flips(whole, 3, 500),
    ]);
    t.diagnostic(`${readAll(inputs, (bytes) => parseIdx(bytes, "f", rank))} inputs`);
  });

/** The first bytes of an IDX file of these sizes, which follow or do not. */
function claim(shape: number[]): Buffer {
  return idx(shape, []);
}

test("a gzip is unpacked no further than its header says, and not where it cannot be so long", () => {
  const zeros = Buffer.alloc(64 << 20);
  const bomb = gzipSync(Buffer.concat([claim([2, 3, 3]), zeros]));
  assert.ok(bomb.length < 70_000);
  const started = performance.now();
  assert.throws(() => parseIdx(bomb, "f", 3), userError("expected 34 bytes", "found more"));
  assert.ok(performance.now() - started < 200, "64 MB are not unpacked");
  const claims = gzipSync(claim([1000, 1000, 1000]));
  assert.throws(() => parseIdx(claims, "f", 3), userError("1000 x 1000 x 1000", "found fewer"));
  const most = 2 ** 32 - 1;
  const huge = [claim([most, most, most]), gzipSync(claim([most, most, most]))];
  for (const bytes of huge)
    assert.throws(() => parseIdx(bytes, "f", 3), userError("at most 1073741824 bytes"));
});
