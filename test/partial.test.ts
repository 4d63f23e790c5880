/** Files that are being written: nobody's are removed but a dead process's. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
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

test("a process that was killed is dead although nobody has asked how it ended", async (t) => {
  if (process.platform !== "linux") return t.skip("needs /proc");
  const folder = scratchFolder(t);
  const script = `import { partialOf } from ${JSON.stringify(`${packageRoot}dist/src/partial.js`)};
    process.stdout.write(partialOf(${JSON.stringify(join(folder, "a"))}) + "\\n");`;
  // The shell becomes a program that asks nobody.
  const words = [
    "-c",
    '"$0" --input-type=module -e "$1" & exec sleep 60',
    process.execPath,
    script,
  ];
  const parent = spawn("sh", words, { stdio: ["ignore", "pipe", "ignore"] });
  t.after(() => parent.kill());
  const [name] = (await once(parent.stdout, "data")) as [Buffer];
  const left = name.toString().trim();
  writeFileSync(left, "x");
  const pid = /-(\d+)-\d+-\d+\.partial$/.exec(left)![1]!;
  while (!/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) await sleep(20);
  removeAbandoned(folder);
  assert.deepEqual(readdirSync(folder), []);
});

test("a number that another process has by now is not that process", (t) => {
  const folder = scratchFolder(t);
  const own = partialOf(join(folder, "a"));
  const earlier = own.replace(/-\d*-(\d+)\.partial$/, "-7-$1.partial");
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
    process.stdout.write(partialOf("a"));`;
  const inside = spawnSync("unshare", ["-pf", "--mount-proc", ...node, script], {
    encoding: "utf8",
  });
  if (inside.status !== 0) return t.skip("unshare needs privileges");
  const parts = (name: string) => name.split("-").slice(0, 2);
  assert.equal(parts(inside.stdout)[0], parts(partialOf("a"))[0], "the same machine");
  assert.notEqual(parts(inside.stdout)[1], parts(partialOf("a"))[1]);
  // From the namespace that sees all one can tell that the other process is gone.
  const folder = scratchFolder(t);
  writeFileSync(join(folder, inside.stdout), "x");
  removeAbandoned(folder);
  const seesAll = readlinkSync("/proc/self/ns/pid") === "pid:[4026531836]";
  assert.equal(existsSync(join(folder, inside.stdout)), !seesAll);
});

test("a process of a container that lives keeps its file", async (t) => {
  const folder = scratchFolder(t);
  const script = `import { partialOf } from ${JSON.stringify(`${packageRoot}dist/src/partial.js`)};
    import { writeFileSync } from "node:fs";
    const path = partialOf("a");
    writeFileSync(path, "x");
    process.stdout.write(path);
    setTimeout(() => {}, 60000);`;
  const command = ["-pf", "--kill-child", "--mount-proc", process.execPath];
  const child = spawn("unshare", [...command, "--input-type=module", "-e", script], {
    cwd: folder,
  });
  t.after(() => child.kill("SIGKILL"));
  const [name] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  if (child.exitCode !== null) return t.skip("unshare needs privileges");
  removeAbandoned(folder);
  assert.deepEqual(readdirSync(folder), [String(name)]);
});

test("a name of 255 bytes can be written", (t) => {
  const path = join(scratchFolder(t), "é".repeat(127));
  writeWhole(path, "x");
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
