/** Files that are being written: nobody's are removed but a dead process's. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { writeWhole } from "../src/files.js";
import { packageRoot } from "../src/package.js";
import { isPartial, partialOf, removeAbandoned } from "../src/partial.js";
import { scratchFolder } from "./support/folder.js";

/** What another process would call its file. */
function partialOfChild(path: string): string {
  const script = `import { partialOf } from ${JSON.stringify(`${packageRoot}dist/src/partial.js`)};
    process.stdout.write(partialOf(${JSON.stringify(path)}));`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  return run.stdout;
}

test("a living process keeps its files, a dead one's are removed", (t) => {
  const folder = scratchFolder(t);
  const [own, dead] = [partialOf(join(folder, "a")), partialOfChild(join(folder, "a"))];
  for (const path of [own, dead]) writeFileSync(path, "x");
  assert.ok(isPartial(basename(dead)));
  removeAbandoned(folder);
  assert.deepEqual(readdirSync(folder), [basename(own)]);
});

test("a number that another process has by now is not that process", (t) => {
  const folder = scratchFolder(t);
  const own = partialOf(join(folder, "a"));
  const earlier = own.replace(/-(\d+)-(\d*)-(\d+)\.partial$/, "-$1-7-$3.partial");
  writeFileSync(earlier, "x");
  removeAbandoned(folder);
  assert.equal(existsSync(earlier), !existsSync("/proc/self/stat"));
});

test("a file of another container or machine is kept while it may be written", (t) => {
  const folder = scratchFolder(t);
  const foreign = partialOf(join(folder, "a")).replace(/\.[0-9a-f]{12}-/, ".0123456789ab-");
  writeFileSync(foreign, "x");
  removeAbandoned(folder);
  assert.ok(existsSync(foreign));
  const long = Date.now() / 1000 - 7200;
  utimesSync(foreign, long, long);
  removeAbandoned(folder);
  assert.ok(!existsSync(foreign));
});

test("processes of two namespaces have different names, whatever their numbers", (t) => {
  const node = [process.execPath, "--input-type=module", "-e"];
  const script = `import { partialOf } from ${JSON.stringify(`${packageRoot}dist/src/partial.js`)};
    process.stdout.write(partialOf("a").split("-")[0]);`;
  const inside = spawnSync("unshare", ["-pf", "--mount-proc", ...node, script], {
    encoding: "utf8",
  });
  if (inside.status !== 0) return t.skip("unshare needs privileges");
  assert.notEqual(inside.stdout, partialOf("a").split("-")[0]);
});

test("a name of 255 bytes can be written", (t) => {
  const path = join(scratchFolder(t), "é".repeat(127));
  writeWhole(path, "x", { durable: true });
  assert.equal(readFileSync(path, "utf8"), "x");
});

test("a limit of file sizes gives one line", (t) => {
  const script = `import { writeWhole } from ${JSON.stringify(`${packageRoot}dist/src/files.js`)};
    try { writeWhole("big", Buffer.alloc(1 << 20)); } catch (e) { process.stdout.write(e.name + " " + e.message); }`;
  const folder = scratchFolder(t);
  const limited = ["-c", 'ulimit -f 8; exec "$0" --input-type=module -e "$1"'];
  const run = spawnSync("sh", [...limited, process.execPath, script], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.match(run.stdout, /^UserError big: larger than a file may be here/);
  assert.deepEqual(readdirSync(folder), []);
});
