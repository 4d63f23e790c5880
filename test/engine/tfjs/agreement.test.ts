import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Agreement, agreements, cases, cnn5, fc4, fewCases, smallFc4 } from "./agreement.js";

function check(found: readonly Agreement[], count: number): void {
  assert.equal(found.length, count);
  for (const one of found) {
    assert.ok(one.difference < 1e-4, JSON.stringify(one));
    assert.ok(one.learned < 1, JSON.stringify(one));
  }
  assert.ok(found.some((one) => one.learned < 0.9));
}

test("losses of twenty steps of fc4 agree with the sparse engine on wasm", async () => {
  check(await agreements("wasm", fc4, cases), cases.length);
});

test("and of a smaller network on cpu", async () => {
  check(await agreements("cpu", smallFc4, cases), cases.length);
});

test("and of cnn5 on wasm", async () => {
  check(await agreements("wasm", cnn5, cases), cases.length);
});

/** Chromium's software driver and the loader that it brings: enough for Dawn without a GPU. */
const CHROMIUM = "/usr/lib/chromium";

test("and on WebGPU", (t) => {
  const software = existsSync(`${CHROMIUM}/vk_swiftshader_icd.json`);
  const driver = software
    ? {
        VK_DRIVER_FILES: `${CHROMIUM}/vk_swiftshader_icd.json`,
        LD_LIBRARY_PATH: CHROMIUM,
      }
    : {};
  const script = fileURLToPath(new URL("agreement.js", import.meta.url));
  const once = () =>
    spawnSync(process.execPath, [script, "webgpu"], {
      encoding: "utf8",
      env: { ...process.env, ...driver },
    });
  // On a busy machine the software driver or Dawn aborts about every third time with these words
  // of the C library, before or after its work; wrong numbers are never tried again.
  const aborted = ({ signal, stderr }: ReturnType<typeof once>) =>
    signal === "SIGABRT" && stderr.includes("futex facility returned an unexpected error");
  let run = once();
  for (let more = 3; more > 0 && aborted(run); more--) run = once();
  if (/is not installed|no GPU is visible/.test(run.stderr)) {
    return t.skip(`no WebGPU here: ${/backend webgpu: [^;]*/.exec(run.stderr)?.[0]}`);
  }
  assert.equal(run.status, 0, run.stderr);
  check(JSON.parse(run.stdout), fewCases.length + 1);
});
