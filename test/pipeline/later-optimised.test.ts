import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { laterOptimised } from "../../pipeline/later-optimised.js";

test("this Node has the option, if one is named for its version, and takes it without a word", (t) => {
  if (laterOptimised === undefined) return t.skip(`none is named for Node ${process.version}`);
  const set = `require("node:v8").setFlagsFromString("${laterOptimised}")`;
  for (const words of [
    [laterOptimised, "-e", "0"],
    ["-e", set],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
  }
});
