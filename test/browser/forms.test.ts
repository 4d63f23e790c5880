/** What stands in for Node in the page, held against Node. */
import assert from "node:assert/strict";
import { createHash as nodeHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { fromBase85 } from "../../browser/base85.js";
import { Bytes } from "../../browser/bytes.js";
import { createHash } from "../../browser/crypto.js";
import { provide, readFileSync } from "../../browser/fs.js";
import { encodeBase85 } from "../../src/report/live/base85.js";

const hex = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

test("SHA-256 is that of FIPS 180-4's examples", () => {
  // NIST, Cryptographic Standards and Guidelines, examples of SHA-256.
  assert.equal(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(
    hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

test("SHA-256 is Node's for every length about its blocks, and however it comes in pieces", () => {
  for (let length = 0; length < 200; length++) {
    const data = Uint8Array.from({ length }, (_, i) => (i * 151 + length) % 256);
    assert.equal(hex(data), nodeHash("sha256").update(data).digest("hex"), `${length} bytes`);
  }
  const pieces = fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (parts) => {
      const [own, node] = [createHash("sha256"), nodeHash("sha256")];
      for (const part of parts) {
        own.update(part);
        node.update(part);
      }
      assert.equal(own.digest("hex"), node.digest("hex"));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("a digest is read as numbers, and text as UTF-8, as Node does", () => {
  const [own, node] = [createHash("sha256"), nodeHash("sha256")];
  const [a, b] = [own.update("größer ⊃").digest(), node.update("größer ⊃").digest()];
  for (const at of [0, 4, 12, 28]) assert.equal(a.readInt32LE(at), b.readInt32LE(at));
});

test("bytes are searched, cut, written and read as Node's Buffer", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 });
  fc.assert(
    fc.property(text, word, fc.nat(10), (whole, part, from) => {
      const node = Buffer.from(whole, "latin1");
      const own = Bytes.from(Uint8Array.from(node).buffer, 0, node.length);
      assert.equal(own.indexOf(part, from), node.indexOf(part, from));
      assert.equal(own.toString("latin1", 1, 5), node.toString("latin1", 1, 5));
      assert.ok(own.subarray(1) instanceof Bytes);
      if (node.length < from + part.length) return;
      own.write(part, from);
      node.write(part, from, "latin1");
      assert.deepEqual([...own], [...node]);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("files that the page has are read, others are not there", () => {
  provide("schemas/x.json", fromBase85(encodeBase85(Buffer.from(`{"ü":1}`))));
  assert.equal(readFileSync("schemas/x.json", "utf8"), '{"ü":1}');
  assert.throws(() => readFileSync("schemas/y.json"), /the page does not have this file/);
});
