import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../src/error.js";
import { together, writeWhole } from "../src/files.js";
import { scratchFolder } from "./support/folder.js";

test("files that are written together are all there, or none of them, and nothing beside them", (t) => {
  const folder = scratchFolder(t);
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  together(() => {
    writeWhole(a, "one");
    assert.deepEqual(
      readdirSync(folder).filter((name) => !name.startsWith(".")),
      [],
    );
    writeWhole(b, [Uint8Array.of(116, 119), Uint8Array.of(111)]);
  });
  assert.equal(readFileSync(a, "utf8") + readFileSync(b, "utf8"), "onetwo");
  assert.throws(
    () =>
      together(() => {
        writeWhole(a, "other");
        throw new RangeError("too large");
      }),
    RangeError,
  );
  mkdirSync(join(folder, "c"));
  const fails = () =>
    together(() => {
      writeWhole(a, "other");
      writeWhole(join(folder, "c"), "a folder is there");
    });
  assert.throws(fails, (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /c: expected a file to write, found a folder/);
    return true;
  });
  assert.equal(readFileSync(a, "utf8"), "one");
  assert.deepEqual(readdirSync(folder).sort(), ["a", "b", "c"]);
  writeWhole(a, "alone again");
  assert.equal(readFileSync(a, "utf8"), "alone again");
});
