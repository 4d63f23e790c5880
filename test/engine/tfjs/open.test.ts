/** Backends that are missing or broken, by stand-ins for their packages. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { importPackage } from "../../../src/engine/tfjs/load.js";
import { openBackend } from "../../../src/engine/tfjs/open.js";
import { UserError } from "../../../src/error.js";

type Packages = Readonly<Record<string, () => unknown>>;

/** Imports the given stand-ins; others are not installed, but for those named in `real`. */
function importing(packages: Packages, ...real: string[]) {
  return async (name: string): Promise<unknown> => {
    if (real.includes(name)) return importPackage(name);
    const stand = packages[name];
    if (stand) return stand();
    throw Object.assign(new Error(`Cannot find package '${name}'`), {
      code: "ERR_MODULE_NOT_FOUND",
    });
  };
}

const CORE = "@tensorflow/tfjs-core";
const WASM = "@tensorflow/tfjs-backend-wasm";
const CPU = "@tensorflow/tfjs-backend-cpu";
const GPU = "@tensorflow/tfjs-node-gpu";

async function message(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail("expected a UserError"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UserError);
  assert.ok(!error.message.includes("\n"));
  return error.message;
}

/** What tfjs-node throws where its binary is missing (version 4.22, dist/index.js). */
function withoutBinary(): never {
  throw new Error(
    "The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \n" +
      "Please run command 'npm rebuild @tensorflow/tfjs-node-gpu --build-addon-from-source' to " +
      "rebuild the native addon module. \nIf you have problem ...",
  );
}

/** The parts of TensorFlow.js that opening a backend touches. */
const library = (isUsingGpuDevice: boolean) => () => ({
  enableProdMode: () => undefined,
  setBackend: async (name: string) => name === "tensorflow",
  ready: async () => undefined,
  backend: () => ({ isUsingGpuDevice }),
});

test("a backend that is not installed says so and what to run", async () => {
  for (const name of ["tensorflow", "webgpu", "wasm", "cpu"] as const) {
    const found = await message(openBackend(name, () => undefined, importing({})));
    assert.match(found, new RegExp(`^backend ${name}: .* is not installed; run make setup-gpu`));
  }
  const none = await message(openBackend("auto", () => undefined, importing({})));
  assert.match(none, /no backend is installed; run make setup-gpu/);
});

test("auto takes wasm where nothing better is there, then cpu, and says why", async () => {
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  const both = await openBackend("auto", report, importing({}, CORE, WASM, CPU));
  assert.equal(both.name, "wasm");
  const one = await openBackend("auto", report, importing({}, CORE, CPU));
  assert.equal(one.name, "cpu");
  assert.equal(lines.length, 2);
  assert.match(lines[0]!, /^tfjs: wasm, .*not tensorflow: @tensorflow\/tfjs-node-gpu is not inst/);
  assert.match(lines[0]!, /not webgpu: webgpu is not installed\)$/);
  assert.match(
    lines[1]!,
    /^tfjs: cpu, .*not wasm: @tensorflow\/tfjs-backend-wasm is not installed/,
  );
});

test("a package without its binary", async () => {
  const packages = { [GPU]: withoutBinary };
  const found = await message(openBackend("tensorflow", () => undefined, importing(packages)));
  assert.match(found, /tfjs-node-gpu lacks its binary, which its installer could not download/);
  const lines: string[] = [];
  const importer = importing(packages, CORE, WASM);
  const backend = await openBackend("auto", (line) => lines.push(line), importer);
  assert.equal(backend.name, "wasm");
  assert.match(lines.join(), /lacks its binary/);
});

test("a package that fails while it loads gives the first line of its error", async () => {
  const broken = () => {
    throw new Error("libcudart.so.11.0: cannot open shared object file\nmore");
  };
  const found = await message(
    openBackend("tensorflow", () => undefined, importing({ [GPU]: broken })),
  );
  assert.match(found, /tfjs-node-gpu fails: libcudart\.so\.11\.0: cannot open shared object file,/);
});

test("TensorFlow with a GPU, without one, and its package for processors", async () => {
  const lines: string[] = [];
  const open = (packages: Packages) =>
    openBackend("auto", (line) => lines.push(line), importing(packages));
  assert.equal((await open({ [GPU]: library(true) })).accelerated, true);
  assert.equal((await open({ [GPU]: library(false) })).accelerated, false);
  await open({ "@tensorflow/tfjs-node": library(false) });
  assert.match(lines[0]!, /tfjs-node-gpu on a CUDA device$/);
  assert.match(lines[1]!, /tfjs-node-gpu on the processor: no GPU is visible$/);
  assert.match(lines[2]!, /tfjs-node on the processor/);
});

test("functions that Node 23 removed are there when TensorFlow's package is imported", async () => {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  const own = { isNullOrUndefined: util["isNullOrUndefined"], isArray: util["isArray"] };
  util["isNullOrUndefined"] = undefined;
  util["isArray"] = undefined;
  try {
    const packages = {
      [GPU]: () => {
        const { isNullOrUndefined, isArray } = util as Record<string, (x: unknown) => boolean>;
        assert.deepEqual([null, undefined, 0, ""].map(isNullOrUndefined!), [
          true,
          true,
          false,
          false,
        ]);
        assert.deepEqual(
          [[], {}].map((x) => isArray!(x)),
          [true, false],
        );
        return library(true)();
      },
    };
    await openBackend("tensorflow", () => undefined, importing(packages));
  } finally {
    Object.assign(util, own);
  }
});

test("WebGPU without a driver", async () => {
  const dawn = () => ({ globals: {}, create: () => ({ requestAdapter: async () => null }) });
  const found = await message(openBackend("webgpu", () => undefined, importing({ webgpu: dawn })));
  assert.match(found, /^backend webgpu: no GPU is visible/);
});

test("a backend that does not start", async () => {
  const packages = {
    [GPU]: () => ({ ...library(true)(), setBackend: async () => false }),
  };
  const found = await message(openBackend("tensorflow", () => undefined, importing(packages)));
  assert.match(found, /does not start/);
});
