/** Arrow files that claim what is not so are refused at once, whatever decoding them would cost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dictionary,
  fixedSizeBinary,
  fixedSizeList,
  int64,
  largeUtf8,
  list,
  tableFromArrays,
  tableToIPC,
  uint8,
  utf8,
} from "@uwdata/flechette";
import { decodeTable } from "../../src/arrow/read.js";
import { seal } from "../../src/arrow/seal.js";
import { encodeTable } from "../../src/arrow/write.js";
import { extremes, flips, readAll, truncations } from "../support/hostile.js";

type Columns = Parameters<typeof tableFromArrays>[0];
type Types = NonNullable<Parameters<typeof tableFromArrays>[1]>["types"];

function foreign(columns: Columns, types: Types = {}, format: "file" | "stream" = "file") {
  return tableToIPC(tableFromArrays(columns, { types }), { format })!;
}

const edges = { layer: [0, 0, 1], source: [0, 2, 1], target: [1, 0, 0], weight: [0.5, -0.25, 1] };
const images = (pixels: unknown[]) =>
  ({ split: ["train", "test"], label: [0, 1], pixels }) as Columns;
const bytes = [Uint8Array.of(1, 2), Uint8Array.of(3, 4)];
const lists = [
  [1, 2],
  [3, 4],
];

const kinds: readonly [name: string, table: string, file: Uint8Array][] = [
  ["numbers", "network", foreign(edges)],
  ["64-bit integers", "network", foreign(edges, { source: int64(), target: int64() })],
  ["a stream", "network", foreign(edges, {}, "stream")],
  [
    "lists and a dictionary",
    "dataset",
    foreign(images(lists), { split: dictionary(utf8()), pixels: list(uint8()) }),
  ],
  [
    "lists of one length",
    "dataset",
    foreign(images(lists), { split: utf8(), pixels: fixedSizeList(uint8(), 2) }),
  ],
  [
    "bytes and large text",
    "dataset",
    foreign(images(bytes), { split: largeUtf8(), pixels: fixedSizeBinary(2) }),
  ],
];

for (const [name, table, file] of kinds)
  test(`${name} of another program: every truncation, extreme bytes, bits turned over`, (t) => {
    const read = (input: Uint8Array) => decodeTable("x", input, table);
    assert.ok(read(file).rows > 1);
    const inputs = [...truncations(file), ...extremes(file), ...flips(file, 1, 1000)];
    t.diagnostic(`${readAll(inputs, read)} inputs`);
  });

/** Whoever alters a file can seal it again: the seal is against accidents. */
function sealedAgain(file: Uint8Array): Uint8Array {
  const buffer = Buffer.from(file);
  const mark = "pcrit-seal-sha256:";
  for (let at = buffer.indexOf(mark); at >= 0; at = buffer.indexOf(mark, at + 1))
    buffer.fill("0", at + mark.length, at + mark.length + 64);
  seal(buffer);
  return buffer;
}

test("our own files, altered and sealed again", (t) => {
  const columns = {
    level: Uint32Array.of(0, 1),
    layer: Int32Array.of(-1, 2),
    statistic: ["giant", "second"],
    value: Float64Array.of(0.5, Number.NaN),
  };
  const from = { stage: "test", settings: "{}", inputs: {} };
  const file = encodeTable("x", "statistics", columns, from);
  const read = (input: Uint8Array) => decodeTable("x", input, "statistics");
  assert.equal(read(sealedAgain(file)).rows, 2);
  const altered = [...extremes(file), ...flips(file, 2, 1000)].map(sealedAgain);
  t.diagnostic(`${readAll([...truncations(file), ...altered], read)} inputs`);
});

test("claims are refused by what they claim", () => {
  const refused = (file: Uint8Array, table: string, pattern: RegExp) =>
    assert.throws(() => decodeTable("x", file, table), { name: "UserError", message: pattern });
  const file = foreign({ ...edges, source: [0n, 2n ** 60n, 1n] }, { source: int64() });
  refused(file, "network", /column "source" of type uint32, found a value .* 1152921504606846976/);
  const stream = foreign(edges, {}, "stream");
  refused(stream.slice(0, -8), "network", /truncated/);
  refused(
    foreign(images([[1], [256]])),
    "dataset",
    /rows of 1 bytes, 0 to 255, found 256 in row 1/,
  );
  const floats = decodeTable("x", foreign(images([[1], [0.5]])), "dataset");
  assert.deepEqual(floats.lists("pixels"), { width: 1, values: Float32Array.of(1, 0.5) });
  refused(foreign(images([[1], [Number.NaN]])), "dataset", /finite numbers, found NaN in row 1/);
  refused(foreign(images([[1.5], [1, 2]])), "dataset", /rows of 1 finite numbers, found 2 values/);
});
