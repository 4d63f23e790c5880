import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { version } from "../../src/package.js";
import { allFiles } from "../report/pages.js";
import { writeSample } from "../report/sample.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

const experiment = { name: "sample", seeds: 2, training: { optimizer: "adam", epochs: 8 } };

test("writes one self-contained page, twice the same, that names its inputs", (t) => {
  const folder = scratchFolder(t);
  const files = allFiles(writeSample(folder, { widths: [0.5, 1], levels: 20, seeds: 2 }));
  const settings = join(folder, "experiment.json");
  writeFileSync(settings, JSON.stringify(experiment));
  const command = "make EXPERIMENT=experiments/sample.json";
  const write = (name: string) => {
    const out = join(folder, name, "index.html");
    const run = pcrit([
      "report",
      ...files,
      "--experiment",
      settings,
      "--command",
      command,
      "--out",
      out,
    ]);
    assert.deepEqual([run.code, run.err], [0, ""]);
    assert.deepEqual(readdirSync(join(folder, name)), ["index.html"]);
    return readFileSync(out, "utf8");
  };
  const page = write("first");
  assert.equal(write("second"), page);
  assert.ok(page.length < 6e6, `${page.length} bytes`);
  for (const path of [...files, settings]) {
    const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
    assert.ok(page.includes(digest), `SHA-256 of ${path}`);
  }
  for (const said of [
    command,
    `<dt>pcrit</dt><dd>${version}</dd>`,
    "<dt>training.optimizer</dt><dd>adam</dd>",
  ])
    assert.ok(page.includes(said), said);
  assert.ok(!page.includes(folder), "no path");
  const outside = page.replace(/<script>[\s\S]*?<\/script>/g, "");
  assert.doesNotMatch(outside, /<(?:link|img|iframe)\b|<script[^>]+src=|@import|url\(/);
});

test("a mistake is one line, exit code 2 and no page", (t) => {
  const folder = scratchFolder(t);
  const sample = writeSample(folder, { widths: [1], levels: 6, seeds: 2 });
  const other = join(folder, "other.arrow");
  writeFileSync(other, "not Arrow");
  const broken = join(folder, "broken.arrow");
  const bytes = readFileSync(sample.order);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(broken, bytes);
  const list = join(folder, "list.json");
  writeFileSync(list, "[1]");
  const out = join(folder, "report", "index.html");
  const cases: [string[], RegExp][] = [
    [[join(folder, "none.arrow")], /none\.arrow: no such file/],
    [[other], /other\.arrow: expected an Arrow IPC file/],
    [[broken], /broken\.arrow: damaged/],
    [[sample.order, sample.order], /a second table "order"/],
    [[sample.order, "--experiment", list], /list\.json: expected a JSON object/],
    [[], /expected tables|expected .*tables/],
  ];
  for (const [args, message] of cases) {
    const run = pcrit(["report", ...args, "--out", out]);
    assert.equal(run.code, 2, run.err);
    assert.match(run.err, message);
    assert.equal(run.err.trim().split("\n").length, 1, run.err);
    assert.ok(!existsSync(out));
  }
});

test("says which file of a cell does not say which cell it is of", (t) => {
  const folder = scratchFolder(t);
  const sample = writeSample(folder, { widths: [1], levels: 4, seeds: 1, anonymous: true });
  const run = pcrit(["report", ...sample.cells, "--out", join(folder, "index.html")]);
  assert.equal(run.code, 2);
  assert.match(run.err, /expected the attribute "cell" in its metadata/);
});
