import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { samples } from "../graph-sample.js";
import {
  type Agreement,
  agreements,
  cases,
  cnn5,
  fc4,
  fewCases,
  type Printed,
  smallFc4,
} from "./agreement.js";

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
  // backends are opened one after another: what an earlier one left behind may harm no later one
  const run = spawnSync(process.execPath, [script, "webgpu"], {
    encoding: "utf8",
    env: { ...process.env, ...driver },
  });
  if (/is not installed|no GPU is visible/.test(run.stderr)) {
    return t.skip(`no WebGPU here: ${/backend webgpu: [^;]*/.exec(run.stderr)?.[0]}`);
  }
  assert.equal(run.status, 0, run.stderr);
  const { chains, graphs } = JSON.parse(run.stdout) as Printed;
  check(chains, fewCases.length + 1);
  assert.equal(graphs.length, Object.keys(samples).length);
  for (const one of graphs) {
    assert.ok(one.loss < 1e-5 && one.gradients < 1e-4 && one.logits < 1e-5, JSON.stringify(one));
  }
});
