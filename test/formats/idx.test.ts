import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parseIdx } from "../../src/formats/idx.js";
import { idx, imagesIdx, userError } from "../data/files.js";

test("what was written is read, plain and in gzip", () => {
  const shape = fc.tuple(fc.nat(5), fc.nat(4), fc.nat(6));
  fc.assert(
    fc.property(shape, fc.boolean(), (shape, packed) => {
      const values = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, k) => 7 * k);
      const bytes = idx(shape, values);
      const read = parseIdx(packed ? gzipSync(bytes) : bytes, "f", 3);
      assert.deepEqual(read.shape, shape);
      assert.deepEqual(Uint8Array.from(read.values), values);
    }),
    { seed: 4, numRuns: 40 },
  );
});

test("a view into a larger buffer is read from its own beginning", () => {
  const bytes = idx([2], [8, 9]);
  const inside = new Uint8Array([5, 5, 5, ...bytes, 5]).subarray(3, 3 + bytes.length);
  assert.deepEqual([...parseIdx(inside, "f", 1).values], [8, 9]);
});

test("any other beginning is refused: empty, wrong rank, wrong type, text", () => {
  const bad = (bytes: Uint8Array, rank: number, ...parts: string[]) =>
    assert.throws(() => parseIdx(bytes, "some/file", rank), userError("some/file: ", ...parts));
  bad(new Uint8Array(0), 1, "00 00 08 01", "an empty file");
  bad(imagesIdx(1, 2, 2), 1, "1 dimension,", "00 00 08 03");
  bad(idx([2], [1, 2]), 3, "3 dimensions", "00 00 08 01");
  bad(idx([2], [1, 2], 0x0a), 1, "00 00 0a 01");
  bad(idx([2], [1, 2], 0x0d), 1, "expected 16 bytes", "found 10");
  bad(Buffer.from("<html>"), 3, "3c 68 74 6d");
});

test("every truncation and every extra byte is noticed", () => {
  const whole = imagesIdx(2, 2, 3);
  for (let length = 4; length < whole.length; length++) {
    const cut = whole.subarray(0, length);
    assert.throws(() => parseIdx(cut, "cut", 3), userError("cut: ", `found ${length}`));
    assert.throws(() => parseIdx(gzipSync(cut), "cut.gz", 3), userError(`found ${length}`));
  }
  const longer = Buffer.concat([whole, Buffer.from([0])]);
  assert.throws(() => parseIdx(longer, "long", 3), userError("expected 28 bytes", "found 29"));
});

test("a damaged or shortened gzip is noticed wherever the damage is", () => {
  const packed = gzipSync(imagesIdx(20, 5, 5));
  for (const at of [12, packed.length >> 1, packed.length - 6, packed.length - 1]) {
    const damaged = Buffer.from(packed);
    damaged[at]! ^= 0xff;
    assert.throws(() => parseIdx(damaged, "bad.gz", 3), userError("bad.gz: ", "corrupt"));
    const short = packed.subarray(0, at);
    assert.throws(() => parseIdx(short, "short.gz", 3), userError("short.gz: ", "corrupt"));
  }
});
