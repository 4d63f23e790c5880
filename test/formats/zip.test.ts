import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "../../src/formats/crc32.js";
import { readZip } from "../../src/formats/zip.js";
import { userError } from "../data/files.js";
import { extremes, flips, readAll, truncations } from "../support/hostile.js";
import { python } from "../support/python.js";
import { type Part, zip } from "./archives.js";

const text = (words: string) => Buffer.from(words);
const two: Part[] = [
  { name: "a.txt", content: text("hello ".repeat(20)) },
  { name: "sub/b", content: text("stored"), stored: true },
];

function readEverything(bytes: Uint8Array): Record<string, string> {
  const entries = [...readZip("f", bytes)];
  return Object.fromEntries(entries.map(([name, e]) => [name, Buffer.from(e.read()).toString()]));
}

test("the checksum of the digits 1 to 9 is the published one", () => {
  assert.equal(crc32(text("123456789")), 0xcbf43926); // ISO 3309's check value
});

test("stored and deflated entries, behind a comment, folders left out", () => {
  const folder = { name: "sub/", content: text(""), stored: true };
  const expected = { "a.txt": "hello ".repeat(20), "sub/b": "stored" };
  assert.deepEqual(readEverything(zip([folder, ...two])), expected);
  assert.deepEqual(readEverything(zip(two, "made by hand")), expected);
  assert.deepEqual(readEverything(zip([])), {});
});

test("archives that Python wrote: deflated, stored, zip64, streamed", (t) => {
  const found = python(
    `
import base64, io, zipfile
class Forward(io.RawIOBase):
    def __init__(self): self.parts = []
    def writable(self): return True
    def write(self, b): self.parts.append(bytes(b)); return len(b)
result = {}
for name, method in (("deflated", zipfile.ZIP_DEFLATED), ("stored", zipfile.ZIP_STORED)):
    for forced in (False, True):
        for target in (io.BytesIO(), Forward()):
            with zipfile.ZipFile(target, "w", method) as z:
                for k in range(3):
                    with z.open(f"entry{k}", "w", force_zip64=forced) as f: f.write(b"content %d" % k * 50)
            data = target.getvalue() if isinstance(target, io.BytesIO) else b"".join(target.parts)
            result[f"{name} {forced} {type(target).__name__}"] = base64.b64encode(data).decode()
zipfile.ZIP64_LIMIT = 100
target = io.BytesIO()
with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as z:
    for k in range(3): z.writestr(f"entry{k}", b"content %d" % k * 50)
result["in 64 bits"] = base64.b64encode(target.getvalue()).decode()
print(json.dumps(result))`,
    {},
  ) as Record<string, string> | undefined;
  if (!found) return t.skip("no Python here");
  for (const [name, archive] of Object.entries(found)) {
    const expected = [0, 1, 2].map((k) => [`entry${k}`, `content ${k}`.repeat(50)]);
    assert.deepEqual(
      readEverything(Buffer.from(archive, "base64")),
      Object.fromEntries(expected),
      name,
    );
  }
});

test("what cannot be read is named", () => {
  const refused = (parts: Part[], ...words: string[]) =>
    assert.throws(() => readEverything(zip(parts)), userError("f: ", ...words));
  const [a, b] = two as [Part, Part];
  refused([{ ...a, flags: 1 }], '"a.txt" is encrypted');
  refused([{ ...a, method: 12 }], "compression method 12");
  refused([a, a], 'two entries named "a.txt"');
  refused([a, { ...b, claims: { begin: 0 } }], '"a.txt" in the place of "sub/b"');
  refused([{ ...a, claims: { size: 30 } }], "more than the 30 bytes");
  refused([{ ...a, claims: { size: 130 } }], "of 120 bytes in place of 130");
  refused([{ ...b, claims: { packed: 60, size: 60 } }], "beyond the end of its data");
  refused([{ ...a, claims: { begin: 5000 } }], "at byte 5000");
  assert.throws(() => readZip("f", text("PK")), userError("none of its end"));
});

test("entries over one another are refused", () => {
  const inner = { name: "c", content: text("xxxxxxxxxx"), stored: true };
  const outer = { name: "a", content: zip([inner]), stored: true };
  const begin = 31; // the inner archive's first header
  const whole = zip([outer, { ...inner, claims: { begin } }]);
  assert.throws(() => readZip("f", whole), userError('"a" and "c" in the same place'));
});

test("bombs are refused before or while they are unpacked", () => {
  const zeros = Buffer.alloc(64 << 20);
  const bomb = zip([{ name: "a", content: zeros, claims: { size: 1000 } }]);
  const started = performance.now();
  assert.throws(() => readEverything(bomb), userError("more than the 1000 bytes"));
  const claims = { size: 2 ** 32 - 2 };
  assert.throws(
    () => readZip("f", zip([{ name: "a", content: text("x"), claims }])),
    userError("4294967294 bytes packed into 3"),
  );
  const content = Buffer.alloc(1_300_000).map((_, i) => (i * i * 7919) >> 8);
  const huge = { name: "a", content, claims: { size: 2 ** 30 + 1 } };
  assert.throws(() => readZip("f", zip([huge])), userError("at most 1073741824 bytes"));
  assert.ok(performance.now() - started < 10_000);
});

test("every truncation, extreme bytes, bits turned over", (t) => {
  const whole = zip(two);
  const inputs = [...truncations(whole), ...extremes(whole), ...flips(whole, 1, 1000)];
  t.diagnostic(`${readAll(inputs, readEverything)} inputs`);
});
