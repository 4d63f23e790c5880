import assert from "node:assert/strict";
import { test } from "node:test";
import { oneLine } from "../src/error.js";

test("a message is one line that moves neither the cursor nor the direction of reading", () => {
  assert.equal(oneLine("a\nb\r\tc\u001b[31m"), "a\\nb\\u000d\\u0009c\\u001b[31m");
  assert.equal(oneLine("a\u202eb\u2066c\u200fd\u2028e"), "a\\u202eb\\u2066c\\u200fd\\u2028e");
  assert.equal(oneLine("\ud800"), "\\ud800");
  assert.equal(oneLine("Ünïcode, 字, 🙂 …"), "Ünïcode, 字, 🙂 …");
});

test("a long message loses its middle, never the file it begins with nor the advice it ends in", () => {
  const short = oneLine(`file.arrow: expected ${"x".repeat(10_000)}; do this`);
  assert.ok(short.length < 610, `${short.length}`);
  assert.match(short, /^file\.arrow: expected x+ … x+; do this$/);
});
