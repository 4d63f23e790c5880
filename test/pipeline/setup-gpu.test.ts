/** `pcrit setup-gpu` with a stand-in for npm, which installs nothing. */
import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type TestContext, test } from "node:test";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

/** npm's words where the binary of tfjs-node-gpu 4.22 could not be downloaded, shortened. */
const FAILURE = `npm error code 1
npm error path /x/node_modules/@tensorflow/tfjs-node-gpu
npm error command sh -c node scripts/install.js gpu download
npm error Error: getaddrinfo ENOTFOUND storage.googleapis.com
npm error Node.js v20.20.2`;

/**
 * Runs it with an npm that fails for packages whose name contains one of the words, and that drops
 * those of `dropped` without a word.
 */
function setup(t: TestContext, failing: readonly string[], dropped = "nothing") {
  const folder = scratchFolder(t);
  const calls = join(folder, "calls");
  const npm = join(folder, "npm");
  const cases = failing.map((word) => `*${word}*) echo '${FAILURE}' >&2; exit 1;;`).join(" ");
  writeFileSync(calls, "");
  const list = `ls*${dropped}*) exit 1;; ls*) echo /x/node_modules;;`;
  const log = `case "$1" in ls) ;; *) echo "$@" >> '${calls}';; esac`;
  writeFileSync(npm, `#!/bin/sh\n${log}\ncase "$*" in ${cases} ${list} esac\n`);
  chmodSync(npm, 0o755);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
  const run = pcrit(["setup-gpu"], { env });
  return { run, calls: readFileSync(calls, "utf8").trimEnd().split("\n") };
}

const OPTIONS = "install --no-save --no-audit --no-fund";

test("installs TensorFlow for CUDA and prints what every backend says", (t) => {
  const { run, calls } = setup(t, []);
  assert.equal(run.code, 0, run.err);
  assert.deepEqual(calls, [`${OPTIONS} @tensorflow/tfjs-node-gpu@4.22.0`]);
  for (const name of ["tensorflow", "webgpu", "wasm", "cpu"]) {
    assert.match(run.out, new RegExp(`^${name} +(yes|no): .+$`, "m"));
  }
  assert.match(run.out, /^wasm +yes: wasm, TensorFlow\.js/m);
  assert.match(run.out, /^backend auto takes (tensorflow|webgpu|wasm)$/m);
});

test("falls back to WebGPU where the binary cannot be downloaded, and says why", (t) => {
  const { run, calls } = setup(t, ["tfjs-node-gpu"]);
  assert.equal(run.code, 0, run.err);
  assert.deepEqual(calls.slice(1), [
    `${OPTIONS} webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0`,
  ]);
  assert.match(run.out, /not installed: its binary cannot be downloaded \(.*ENOTFOUND storage/);
});

test("falls back to WebGPU where npm drops the optional package and calls it success", (t) => {
  const { run, calls } = setup(t, [], "tfjs-node-gpu");
  assert.equal(run.code, 0, run.err);
  assert.equal(calls.length, 2);
  assert.match(run.out, /not installed: npm left it out, as it does where its binary cannot/);
});

test("with neither, one line and exit code 2", (t) => {
  const { run } = setup(t, ["tfjs-node-gpu", "webgpu"]);
  assert.equal(run.code, 2);
  assert.match(run.err, /^pcrit setup-gpu: neither package could be installed[^\n]*\n$/);
});
