import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeSample } from "../report/sample.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

test("writes one self-contained page over the runs of a folder", (t) => {
  const folder = scratchFolder(t);
  mkdirSync(join(folder, "one"));
  writeFileSync(join(folder, "one", "experiment.json"), "{}");
  writeSample(join(folder, "one"), { widths: [1], levels: 12, seeds: 2 });
  const out = join(folder, "index.html");
  const made = pcrit(["index", folder, "--out", out]);
  assert.deepEqual([made.code, made.err], [0, ""]);
  const page = readFileSync(out, "utf8");
  assert.ok(page.includes("1\u00a0experiment"));
  const outside = page.replace(/<script>[\s\S]*?<\/script>/g, "");
  assert.doesNotMatch(outside, /<(?:link|img|iframe)\b|<script[^>]+src=|@import|url\(/);
  assert.equal(pcrit(["index", folder, "--out", out]).code, 0, "the page itself is no run");
  assert.equal(readFileSync(out, "utf8"), page);
});

test("a damaged table or no run at all is one line, exit code 2 and no page", (t) => {
  const folder = scratchFolder(t);
  const out = join(folder, "index.html");
  const refused = (message: RegExp) => {
    const made = pcrit(["index", folder, "--out", out]);
    assert.equal(made.code, 2, made.err);
    assert.match(made.err, message);
    assert.equal(made.err.trim().split("\n").length, 1, made.err);
    assert.ok(!existsSync(out));
  };
  refused(/expected folders of runs/);
  mkdirSync(join(folder, "one"));
  writeFileSync(join(folder, "one", "experiment.json"), "{}");
  writeFileSync(join(folder, "one", "criticality.arrow"), "not Arrow");
  refused(/criticality\.arrow: expected an Arrow IPC file/);
});
