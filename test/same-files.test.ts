import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LastMade } from "../src/same-files.js";
import { scratchFolder } from "./support/folder.js";

test("what was made last is made again for other files, or those that were written anew", (t) => {
  const folder = scratchFolder(t);
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  writeFileSync(a, "some");
  writeFileSync(b, "some");
  const last = new LastMade<number>();
  let made = 0;
  const of = (...paths: string[]) => last.of(paths, () => ++made);
  assert.deepEqual([of(a), of(a), of(a, b), of(a, b), of(a), of(b)], [1, 1, 2, 2, 3, 4]);
  writeFileSync(join(folder, "c"), "SOME");
  renameSync(join(folder, "c"), b);
  assert.deepEqual([of(b), of(b)], [5, 5]);
});

test("nothing is kept of files that are not there, or of what could not be made", (t) => {
  const path = join(scratchFolder(t), "a");
  const last = new LastMade<string>();
  assert.equal(
    last.of([path], () => "first"),
    "first",
  );
  assert.equal(
    last.of([path], () => "second"),
    "second",
  );
  writeFileSync(path, "");
  assert.throws(() =>
    last.of([path], () => {
      throw new Error("none");
    }),
  );
  assert.equal(
    last.of([path], () => "third"),
    "third",
  );
  rmSync(path);
  assert.equal(
    last.of([path], () => "fourth"),
    "fourth",
  );
});
