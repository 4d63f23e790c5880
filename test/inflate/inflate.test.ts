/** Our decoders against what the formats' own programs and other packages write. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { decompress } from "fzstd";
import { Corrupt } from "../../src/inflate/corrupt.js";
import { unpackLz4 } from "../../src/inflate/lz4.js";
import { unpackZstd } from "../../src/inflate/zstd/zstd.js";
import { extremes, flips, truncations } from "../support/hostile.js";
import { packedBy, samples } from "./packed.js";

const lz4js = createRequire(import.meta.url)("lz4js") as {
  compress(bytes: Uint8Array): Uint8Array;
};

const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(Buffer.from(b));

test("LZ4 frames of lz4js", () => {
  for (const [name, bytes] of samples)
    assert.ok(same(unpackLz4(lz4js.compress(bytes), bytes.length), bytes), name);
});

/** Blocks that stand alone or refer to those before, small and large, with sums and without. */
for (const options of [[], ["-9", "-BD"], ["-B4", "-BX"], ["--content-size", "--no-frame-crc"]])
  test(`LZ4 frames of lz4 ${options.join(" ")}`, (t) => {
    for (const [name, bytes] of samples) {
      const packed = packedBy("lz4", ["-q", "-c", ...options], bytes);
      if (!packed) return t.skip("needs the command lz4");
      assert.ok(same(unpackLz4(packed, bytes.length), bytes), name);
    }
  });

for (const options of [["-1"], ["-3", "--no-check"], ["-19"], ["--ultra", "-22"], ["--fast=9"]])
  test(`zstd frames of zstd ${options.join(" ")}`, (t) => {
    for (const [name, bytes] of samples) {
      const packed = packedBy("zstd", ["-q", "-c", ...options], bytes);
      if (!packed) return t.skip("needs the command zstd");
      assert.ok(same(unpackZstd(packed, bytes.length), bytes), name);
      if (bytes.length > 0) assert.ok(same(decompress(packed), bytes), `${name}: fzstd`);
    }
  });

test("zstd frames of which the size is known beforehand, and several in a row", (t) => {
  const [, bytes] = samples[7]!;
  const packed = packedBy("zstd", ["-q", "-c", `--stream-size=${bytes.length}`], bytes);
  if (!packed) return t.skip("needs the command zstd");
  assert.ok(same(unpackZstd(packed, bytes.length), bytes));
  const twice = unpackZstd(Buffer.concat([packed, packed]), 2 * bytes.length);
  assert.ok(same(twice, Buffer.concat([bytes, bytes])));
});

test("a wrong length is refused, a shorter one as a longer one", (t) => {
  const [, bytes] = samples[5]!;
  const packed = lz4js.compress(bytes);
  for (const wrong of [bytes.length - 1, bytes.length + 1])
    assert.throws(() => unpackLz4(packed, wrong), Corrupt);
  const other = packedBy("zstd", ["-q", "-c"], bytes);
  if (!other) return t.skip("needs the command zstd");
  for (const wrong of [bytes.length - 1, bytes.length + 1])
    assert.throws(() => unpackZstd(other, wrong), Corrupt);
});

/** What is altered unpacks to something, or is refused; in no case does it take long. */
function hostile(packed: Uint8Array, length: number, unpack: typeof unpackZstd): number {
  let tried = 0;
  for (const input of [
    ...truncations(packed, 400),
    ...extremes(packed),
    ...flips(packed, 1, 2000),
  ]) {
    const start = performance.now();
    try {
      unpack(input, length);
    } catch (error) {
      if (!(error instanceof Corrupt)) throw error;
    }
    assert.ok(performance.now() - start < 2000, `input ${tried}`);
    tried++;
  }
  return tried;
}

const mixed = Buffer.concat(samples.map(([, bytes]) => bytes.subarray(0, 300)));

test("LZ4 frames altered", (t) => {
  t.diagnostic(`${hostile(lz4js.compress(mixed), mixed.length, unpackLz4)} inputs`);
});

test("zstd frames altered", (t) => {
  for (const level of ["-1", "-19"]) {
    const packed = packedBy("zstd", ["-q", "-c", level], mixed);
    if (!packed) return t.skip("needs the command zstd");
    t.diagnostic(`${hostile(packed, mixed.length, unpackZstd)} inputs`);
  }
});

test("a block of 43,690 matches of the greatest length costs no more than what it may fill", () => {
  // Tables of one symbol each: literals 0, offset 1, match 52; bits that are not there read as zeros.
  const block = [0, 255, 0xaa - 0x7f, 0x2b, 0b01010100, 0, 1, 52, 1];
  const head = (block.length << 3) | (2 << 1) | 1;
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, head & 255, head >> 8, 0, ...block];
  const start = performance.now();
  assert.throws(() => unpackZstd(Uint8Array.from(frame), 100_000), Corrupt);
  assert.ok(performance.now() - start < 100);
});
