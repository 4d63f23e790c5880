/** What the pages on the library and on criteria show is run as it stands. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../src/package.js";
import { scratchFolder } from "./support/folder.js";
import { make, plan } from "./support/run.js";

/** The blocks of one language in a page, each with the words before it. */
function blocks(page: string, language: string): { before: string; code: string }[] {
  const text = readFileSync(`${packageRoot}docs/${page}`, "utf8");
  const pattern = new RegExp(`([^\n]*)\n+\`\`\`${language}\n(.*?)\`\`\``, "gs");
  return Array.from(text.matchAll(pattern), ([, before, code]) => ({
    before: before!,
    code: code!,
  }));
}

test("docs/library.md: every example runs and prints what it says", (t) => {
  const folder = scratchFolder(t);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(packageRoot, join(folder, "node_modules/pcrit"));
  const examples = blocks("library.md", "js");
  assert.ok(examples.length >= 9);
  for (const [i, { before, code }] of examples.entries()) {
    writeFileSync(join(folder, `example${i}.mjs`), code);
    const words = ["--no-concurrent-recompilation", `example${i}.mjs`];
    const found = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    assert.equal(found.status, 0, `${before}\n${found.stderr}`);
    const said = Array.from(code.matchAll(/console\.log\(.*\); \/\/ (.*)/g), ([, words]) => words);
    assert.ok(said.length > 0);
    assert.deepEqual(found.stdout.trim().split("\n"), said, before);
  }
});

test("docs/criteria.md: the criterion of ten lines becomes a series of the report", (t) => {
  const { code } = blocks("criteria.md", "js")[0]!;
  assert.ok(code.trimEnd().split("\n").length <= 10);
  const [stated] = blocks("criteria.md", "json");
  const runs = join(scratchFolder(t), "runs");
  mkdirSync(runs);
  writeFileSync(join(runs, "mine.mjs"), code);
  const folder = plan(runs, {
    name: "documented",
    dataset: { train: 100, test: 40 },
    architectures: [{ name: "fc3", hidden: [6] }],
    ...JSON.parse(stated!.code),
    seeds: 1,
    training: { epochs: 1 },
    schedule: { densities: [0.5, 0.1] },
    fineTuning: { epochs: 1 },
    percolation: { shuffles: 2 },
    communities: { runs: 2 },
    analysis: { repetitions: 20, permutations: 20 },
  });
  make(folder, "-j2");
  const page = readFileSync(join(folder, "report/index.html"), "utf8");
  assert.match(page, /"series":"mine"/);
  assert.match(page, /"series":"magnitude"/);
});
