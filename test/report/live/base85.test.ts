import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromBase85 } from "../../../browser/base85.js";
import { digits, encodeBase85 } from "../../../src/report/live/base85.js";

test("bytes come back, whatever they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = encodeBase85(bytes);
      assert.equal(text.length, bytes.length + Math.ceil(bytes.length / 4));
      assert.deepEqual(fromBase85(text), new Uint8Array(bytes));
      assert.equal(JSON.stringify(text).length, text.length + 2);
    }),
  );
});

test("the characters mean nothing in HTML; the largest group is four times 255", () => {
  assert.equal(new Set(digits).size, 85);
  assert.doesNotMatch(digits, /[<>&"'`=\\$\s]/);
  assert.deepEqual([...fromBase85(encodeBase85(new Uint8Array(4).fill(255)))], Array(4).fill(255));
});
