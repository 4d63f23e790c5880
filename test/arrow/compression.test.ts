/** Compressed Arrow files and streams are read as plain ones are; what they claim is held against them. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import {
  CompressionType,
  dictionary,
  list,
  setCompressionCodec,
  tableFromArrays,
  tableToIPC,
  uint8,
  utf8,
} from "@uwdata/flechette";
import { decodeTable } from "../../src/arrow/read.js";
import { packageRoot } from "../../src/package.js";
import { packedBy } from "../inflate/packed.js";
import { flips, readAll, truncations } from "../support/hostile.js";

const lz4js = createRequire(import.meta.url)("lz4js") as {
  compress(bytes: Uint8Array): Uint8Array;
};
const never = () => {
  throw new Error("only written here");
};
const codecs = [
  ["LZ4", CompressionType.LZ4_FRAME, (bytes: Uint8Array) => lz4js.compress(bytes)],
  [
    "zstd",
    CompressionType.ZSTD,
    (bytes: Uint8Array) => packedBy("zstd", ["-q", "-c"], bytes) ?? bytes,
  ],
] as const;
for (const [, type, encode] of codecs) setCompressionCodec(type, { encode, decode: never });
const hasZstd = packedBy("zstd", ["--version"], new Uint8Array()) !== undefined;

type Columns = Parameters<typeof tableFromArrays>[0];
type Types = NonNullable<NonNullable<Parameters<typeof tableFromArrays>[1]>["types"]>;
const rows = 3000;
const count = (f: (i: number) => number) => Array.from({ length: rows }, (_, i) => f(i));
const graph: Columns = {
  level: count(() => 0),
  source: count((i) => i % 70),
  target: count((i) => 70 + (i % 43)),
  weight: count((i) => ((i * 31) % 97) / 97),
};
const nodes: Columns = {
  node: count((i) => i),
  layer: count((i) => i % 3),
  role: Array.from({ length: rows }, (_, i) => ["input", "hidden", "output"][i % 3]!),
};
const images: Columns = {
  split: Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? "test" : "train")),
  label: count((i) => i % 10),
  pixels: Array.from({ length: rows }, (_, i) => [i % 256, 0, 0, 255, 0, 0]),
};

const kinds: readonly [name: string, table: string, columns: Columns, types: Types][] = [
  ["numbers", "graph", graph, {}],
  ["text", "nodes", nodes, { role: utf8() }],
  ["text by place in a list", "nodes", nodes, { role: dictionary(utf8()) }],
  ["lists", "dataset", images, { split: utf8(), pixels: list(uint8()) }],
];

for (const [codecName, codec] of codecs)
  for (const format of ["file", "stream"] as const)
    for (const [name, table, columns, types] of kinds)
      test(`${name} in a ${format}, ${codecName}`, (t) => {
        if (codecName === "zstd" && !hasZstd) return t.skip("needs the command zstd");
        const made = tableFromArrays(columns, { types });
        const plain = tableToIPC(made, { format })!;
        const packed = tableToIPC(made, { format, codec })!;
        assert.ok(packed.length < plain.length);
        const [a, b] = [plain, packed].map((file) => decodeTable("x", file, table));
        for (const column of a!.names) assert.deepEqual(b!.column(column), a!.column(column));
        const read = (input: Uint8Array) => decodeTable("x", input, table);
        const altered = [...truncations(packed, 300), ...flips(packed, 1, 300)];
        t.diagnostic(`${readAll(altered, read)} inputs`);
      });

/** Where the length of the first compressed buffer stands: it is known, and 8 bytes long. */
function withLength(file: Uint8Array, length: number, claimed: bigint): Uint8Array {
  const altered = Buffer.from(file);
  const mark = Buffer.alloc(8);
  mark.writeBigInt64LE(BigInt(length));
  const at = altered.indexOf(mark);
  assert.ok(at > 0);
  altered.writeBigInt64LE(claimed, at);
  return altered;
}

test("a buffer that claims to unpack to far more than it can is refused at once", () => {
  const file = tableToIPC(tableFromArrays(graph), { format: "file", codec: codecs[0][1] })!;
  const refused = (claimed: bigint, pattern: RegExp) => {
    const start = performance.now();
    assert.throws(() => decodeTable("x", withLength(file, 8 * rows, claimed), "graph"), {
      name: "UserError",
      message: pattern,
    });
    assert.ok(performance.now() - start < 500);
  };
  refused(2n ** 60n, /is no length/);
  refused(2n ** 50n, /of LZ4 unpack to 1125899906842624/);
  refused(-2n, /unpack to -2/);
  refused(BigInt(8 * rows - 8), /cannot be unpacked from LZ4: it holds more than it claims/);
  refused(BigInt(8 * rows + 8), /cannot be unpacked from LZ4/);
});

test("a codec that nobody knows is named, and what to do", () => {
  const file = tableToIPC(tableFromArrays(graph), { format: "stream", codec: codecs[1][1] })!;
  // The codec is one byte of the batch's metadata: 1 for zstd.
  const found: string[] = [];
  for (let at = 0; at < file.length; at++) {
    if (file[at] !== 1) continue;
    try {
      decodeTable("x", Uint8Array.from(file).fill(7, at, at + 1), "graph");
    } catch (error) {
      found.push((error as Error).message);
    }
  }
  assert.ok(
    found.some((message) => /\(codec 7\); write it with LZ4, zstd or without/.test(message)),
  );
});

test("a file of pyarrow, compressed with zstd", (t) => {
  const path = join(packageRoot, "../shared/cases/zstd/g.arrow");
  if (!existsSync(path)) return t.skip("needs ../shared/cases");
  const table = decodeTable(path, readFileSync(path), "graph");
  assert.ok(table.rows > 0);
});
