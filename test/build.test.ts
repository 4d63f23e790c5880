/** The build, killed at any moment, leaves nothing that the next one takes for built, and two do not meet. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { packageRoot } from "../src/package.js";
import { partialOf } from "../src/partial.js";
import { scratchFolder } from "./support/folder.js";
import { environment } from "./support/run.js";

const sources = ["Makefile", "bundle.mjs", "package.json", "package-lock.json", "tsconfig.json"];

/** A copy of what is built, its tests left out. */
function copy(t: TestContext): string {
  const folder = scratchFolder(t);
  for (const name of [...sources, "src", "pipeline", "browser", "assembly", "native", "schemas"])
    cpSync(join(packageRoot, name), join(folder, name), {
      recursive: true,
      preserveTimestamps: true,
    });
  symlinkSync(join(packageRoot, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const calls = (folder: string) => ({ cwd: folder, env: environment, encoding: "utf8" }) as const;

function build(folder: string): string {
  const built = spawnSync("make", ["build"], calls(folder));
  assert.equal(built.status, 0, built.stderr);
  return built.stdout;
}

/** What the stages are run from is what stands in the package's own dist. */
function isBuilt(folder: string): void {
  const own = join(folder, "dist");
  const workers = ["live-layers.js", "live.js"];
  const native = ["native-avx512.node", "native.node"].filter((name) =>
    existsSync(join(packageRoot, "dist", name)),
  );
  const expected = ["bin", "browser", "kernels.wasm", ...workers, ...native, "pipeline", "src"];
  assert.deepEqual(readdirSync(own).sort(), [".built", ".native", ...expected]);
  assert.deepEqual(readdirSync(join(own, "bin")), readdirSync(join(packageRoot, "dist/bin")));
  for (const path of ["kernels.wasm", ...workers, "bin/pcrit.js", "bin/step.js", "bin/report.js"])
    assert.ok(
      readFileSync(join(own, path)).equals(readFileSync(join(packageRoot, "dist", path))),
      `${path} differs`,
    );
}

test("kills during the build, and what is empty", async (t) => {
  const folder = copy(t);
  for (const time of [300, 1200, 2500, 4000]) {
    const child = spawn("make", ["build", "-j2"], {
      ...calls(folder),
      stdio: "ignore",
      detached: true, // a process group of its own, so that the compilers die with make
    });
    const ended = once(child, "exit");
    await Promise.race([ended, sleep(time)]);
    if (child.exitCode === null) process.kill(-child.pid!, "SIGKILL");
    await ended;
  }
  build(folder);
  isBuilt(folder);
  for (const name of ["kernels.wasm", "live.js", "live-layers.js", "bin/train.js"])
    writeFileSync(join(folder, "dist", name), "");
  const [own, dead] = [process.pid, spawnSync("true").pid].map((pid) =>
    join(folder, `dist/.kernels-${pid}.wasm`),
  ) as [string, string];
  const partial = partialOf(join(folder, "dist/bin/train.js"));
  for (const path of [own, dead, partial]) writeFileSync(path, "");
  build(folder);
  assert.deepEqual([own, dead, partial].map(existsSync), [true, false, true], "of living makes");
  rmSync(own);
  const entry = () => statSync(join(folder, "dist/bin/pcrit.js")).mtimeMs;
  const built = entry();
  assert.doesNotMatch(build(folder), /tsc|asc/);
  assert.equal(entry(), built, "what another make is writing is no reason to build");
  rmSync(partial);
  isBuilt(folder);
  assert.ok(existsSync(join(folder, "dist/.built")));
});
