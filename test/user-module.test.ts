/** Modules of the user's own: what is hashed of them, and what is said where they do not run. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { UserError } from "../src/error.js";
import { mostModuleBytes } from "../src/limits.js";
import { filesOfModule, hashOfModule } from "../src/module-files.js";
import { packageRoot } from "../src/package.js";
import { functionOf, loadUserModule } from "../src/user-module.js";
import { scratchFolder } from "./support/folder.js";

function written(
  t: TestContext,
  files: Readonly<Record<string, string>>,
): (name: string) => string {
  const folder = scratchFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return (name) => join(folder, name);
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("the hash is that of sha256sum's lines, over the module and what it names", (t) => {
  const files = {
    "own/mine.mjs": 'import { a } from "./a.mjs";\nnew URL("../table.json", import.meta.url);',
    "own/a.mjs": "export { b as a } from './b.mjs';",
    "own/b.mjs": 'export const b = import("./mine.mjs?again");',
    "table.json": "[]",
    "own/other.mjs": "",
  };
  const at = written(t, files);
  const names = ["own/mine.mjs", "table.json", "own/a.mjs", "own/b.mjs"] as const;
  const paths = ["mine.mjs", "../table.json", "a.mjs", "b.mjs"];
  const lines = names.map((name, i) => `${sha256(files[name])}  ${paths[i]}\n`);
  assert.equal(hashOfModule(at("own/mine.mjs")), sha256(lines.join("")));
  assert.deepEqual(
    filesOfModule(at("own/mine.mjs")).map(({ path }) => path),
    paths,
  );
});

test("a change of what is imported changes the hash, a change beside it does not", (t) => {
  const at = written(t, { "m.mjs": 'import "./a.mjs"', "a.mjs": "1", "b.mjs": "1" });
  const before = hashOfModule(at("m.mjs"));
  writeFileSync(at("b.mjs"), "2");
  assert.equal(hashOfModule(at("m.mjs")), before);
  writeFileSync(at("a.mjs"), "2");
  assert.notEqual(hashOfModule(at("m.mjs")), before);
});

test("what is no module, missing or too large is refused by name", (t) => {
  const at = written(t, { "m.txt": "", "large.mjs": "", "folder.mjs/x": "" });
  truncateSync(at("large.mjs"), mostModuleBytes + 1);
  for (const [name, why] of [
    ["m.txt", /m\.txt: expected an ES module/],
    ["none.mjs", /none\.mjs: no such file/],
    ["folder.mjs", /folder\.mjs: expected an ES module/],
    ["large.mjs", /large\.mjs: expected a module that names at most/],
  ] as const)
    assert.throws(
      () => hashOfModule(at(name)),
      (error) => error instanceof UserError && why.test(error.message),
    );
});

test("a module that does not load is told in one line, with the line at fault", async (t) => {
  const at = written(t, {
    "syntax.mjs": "\n\nexport default function (",
    "imports.mjs": 'import "./syntax.mjs"',
    "throws.mjs": '\nthrow new RangeError("too cold");',
    "lacks.mjs": 'import "./gone.mjs";',
    "waits.mjs": "await new Promise(() => {});",
  });
  const refused = (name: string, why: RegExp) =>
    assert.rejects(loadUserModule(at(name)), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, why);
      return true;
    });
  await refused("syntax.mjs", /syntax\.mjs: .*SyntaxError: .*\(syntax\.mjs, line 3\)$/);
  await refused("imports.mjs", /imports\.mjs: .*SyntaxError: .*\(syntax\.mjs, line 3\)$/);
  await refused("throws.mjs", /throws\.mjs: .*RangeError: too cold \(line 2\)$/);
  await refused("lacks.mjs", /lacks\.mjs: .*Cannot find module .*gone\.mjs/);
  await refused("none.mjs", /none\.mjs: expected an ES module, found no such file/);
});

test("a promise that nothing settles is refused, not waited for", () => {
  const script = `import { answered } from ${JSON.stringify(`${packageRoot}dist/src/user-module.js`)};
await answered("m.mjs: default", () => new Promise(() => {})).catch((e) => console.log(e.message));`;
  const command = ["--input-type=module", "-e", script];
  const run = spawnSync(process.execPath, command, { encoding: "utf8" });
  assert.equal(run.stdout.trim(), "m.mjs: default: its promise is never settled");
});

test("code that ends the process is no success", () => {
  const script = `import { answered } from ${JSON.stringify(`${packageRoot}dist/src/user-module.js`)};
await answered("m.mjs: default", () => process.exit(0));`;
  const command = ["--input-type=module", "-e", script];
  const run = spawnSync(process.execPath, command, { encoding: "utf8" });
  assert.equal(run.status, 2);
  assert.equal(run.stderr, "m.mjs: default: it ended the process\n");
});

test("a module without the function that is asked for says what it has", async (t) => {
  const at = written(t, { "m.mjs": "export const score = 1;" });
  const exports = await loadUserModule(at("m.mjs"));
  assert.throws(() => functionOf("m.mjs", exports, "default", "that scores edges"), {
    message:
      "m.mjs: expected the default export to be a function that scores edges, found exports score",
  });
  assert.throws(() => functionOf("m.mjs", exports, "score", "that scores edges"), {
    message: "m.mjs: expected the export score to be a function that scores edges, found number",
  });
});
