/** The choice of an engine through the real command. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { UserError } from "../../src/error.js";
import { parseExperiment } from "../../src/experiment/read.js";
import { targets } from "../../src/experiment/targets.js";
import { packageRoot } from "../../src/package.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

let made: string;
const file = (name: string) => join(made, name);

before((t) => {
  made = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  const data = ["data", "--train", "60", "--test", "20", "--out", file("d.arrow")];
  assert.equal(pcrit(data).code, 0);
});

const train = (out: string, ...options: string[]) => [
  "train",
  file("d.arrow"),
  ...["--hidden", "8", "--epochs", "1"],
  ...["--out", join(out, "n.arrow"), "--units", join(out, "u.arrow"), ...options],
];

function metadata(path: string, key: string): string | undefined {
  return readTable(path, "network").metadata.get(key);
}

/** Runs the command and lists the packages of TensorFlow.js that it loaded. */
function loaded(args: readonly string[]): string[] {
  const hook = `
    import { createRequire } from "node:module";
    const { cache } = createRequire(${JSON.stringify(import.meta.url)});
    process.on("exit", () => {
      const names = Object.keys(cache).flatMap((path) => path.match(/tfjs-[a-z-]+|webgpu/) ?? []);
      process.stderr.write("LOADED " + JSON.stringify([...new Set(names)]) + "\\n");
    });`;
  const run = spawnSync(
    process.execPath,
    [
      ...["--import", `data:text/javascript,${encodeURIComponent(hook)}`],
      `${packageRoot}dist/bin/pcrit.js`,
      ...args,
    ],
    { encoding: "utf8" },
  );
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(/LOADED (.*)/.exec(run.stderr)![1]!);
}

test("TensorFlow.js is loaded only where its engine is asked for", (t) => {
  const out = scratchFolder(t);
  assert.deepEqual(loaded(["train", "--help"]), []);
  assert.deepEqual(loaded(train(out)), []);
  const names = loaded(train(out, "--engine", "tfjs", "--backend", "cpu"));
  assert.ok(names.includes("tfjs-core") && names.includes("tfjs-backend-cpu"), `${names}`);
});

test("artefacts say which engine and backend made them; the sparse engine's say nothing", (t) => {
  const out = scratchFolder(t);
  assert.equal(pcrit(train(out)).code, 0);
  const plain = metadata(join(out, "n.arrow"), "pcrit.settings")!;
  assert.doesNotMatch(plain, /engine|backend/);
  const run = pcrit(train(out, "--engine", "tfjs", "--backend", "wasm"));
  assert.equal(run.code, 0, run.err);
  assert.match(run.err, /^tfjs: wasm, TensorFlow\.js 4\.\d+\.\d+ in WebAssembly\n$/);
  const settings = JSON.parse(metadata(join(out, "n.arrow"), "pcrit.settings")!);
  assert.equal(settings.engine, "tfjs");
  assert.equal(settings.backend, "wasm");
  const made = readTable(join(out, "n.arrow"), "network").attribute("engine");
  assert.deepEqual(made, { name: "tfjs", backend: "wasm" });
});

test("train, prune and fine-tune, and a trajectory, with the engine tfjs", (t) => {
  const out = scratchFolder(t);
  const at = (name: string) => join(out, name);
  const engine = ["--engine", "tfjs", "--backend", "wasm"];
  const ok = (args: string[]) => {
    const run = pcrit(args);
    assert.equal(run.code, 0, run.err);
  };
  ok(train(out, "--performance", at("p.arrow"), ...engine));
  const dense = [at("n.arrow"), at("u.arrow"), at("p.arrow"), file("d.arrow")];
  const schedule = ["--densities", "0.3,0.1", "--epochs", "1"];
  ok([
    ...["trajectory", ...dense, ...schedule, ...engine],
    ...["--levels", at("levels"), "--out", at("t.arrow")],
  ]);
  assert.equal(readTable(at("t.arrow"), "performance").rows, 3);
  ok(["prune", at("n.arrow"), "--density", "0.3", "--out", at("pruned.arrow")]);
  const tune = ["fine-tune", at("pruned.arrow"), at("u.arrow"), file("d.arrow"), "--epochs", "1"];
  ok([...tune, ...engine, "--out", at("f.arrow"), "--units", at("fu.arrow")]);
  // the same backend on the same machine: a trajectory made by hand has the same weights
  const weights = (path: string) => readTable(path, "network").float32("weight");
  assert.deepEqual(weights(at("f.arrow")), weights(at("levels/001/network.arrow")));
});

test("an unknown engine or backend, or a backend of the sparse engine", (t) => {
  const out = scratchFolder(t);
  for (const [options, expected] of [
    [["--engine", "torch"], /--engine to be one of sparse, tfjs, found torch/],
    [
      ["--engine", "tfjs", "--backend", "cuda"],
      /--backend to be one of auto, tensorflow, webgpu, wasm, cpu, found cuda/,
    ],
    [["--backend", "wasm"], /pcrit train: backend wasm belongs to the engine tfjs/],
  ] as const) {
    const run = pcrit(train(out, ...options));
    assert.equal(run.code, 2);
    assert.match(run.err, expected);
    assert.equal(run.err.trimEnd().split("\n").length, 1);
    assert.deepEqual(readdirSync(out), []);
  }
});

test("a backend that is not installed: one line that says what to run", (t) => {
  const { resolve } = createRequire(import.meta.url);
  const missing = Object.entries({
    tensorflow: "@tensorflow/tfjs-node-gpu",
    webgpu: "webgpu",
  }).find(([, name]) => {
    try {
      return !resolve(name);
    } catch {
      return true;
    }
  });
  if (!missing) return t.skip("every backend is installed");
  const out = scratchFolder(t);
  const run = pcrit(train(out, "--engine", "tfjs", "--backend", missing[0]));
  assert.equal(run.code, 2);
  assert.match(run.err, /^backend \w+: .* is not installed.*; run make setup-gpu/);
  assert.equal(run.err.trimEnd().split("\n").length, 1);
  assert.deepEqual(readdirSync(out), []);
});

test("an experiment's engine reaches the stages that train; the default leaves no trace", () => {
  const settings = (experiment: object) =>
    targets(parseExperiment("x.json", { seeds: 1, ...experiment })).map(({ stage, settings }) => ({
      stage,
      engine: settings["engine"],
      backend: settings["backend"],
    }));
  const given = settings({ engine: "tfjs", backend: "webgpu" });
  for (const { stage, engine, backend } of given) {
    const trains = ["train", "trajectory"].includes(stage);
    assert.deepEqual([engine, backend], trains ? ["tfjs", "webgpu"] : [undefined, undefined]);
  }
  assert.ok(settings({}).every(({ engine, backend }) => !engine && !backend));
  for (const [bad, words] of [
    [{ engine: "torch" }, /x\.json: expected engine to be one of sparse, tfjs, found "torch"/],
    [{ engine: "tfjs", backend: "cuda" }, /expected backend to be one of auto, tensorflow, /],
    [{ backend: "wasm" }, /x\.json: backend wasm belongs to the engine tfjs/],
  ] as const) {
    assert.throws(
      () => parseExperiment("x.json", bad),
      (error) => error instanceof UserError && words.test(error.message),
    );
  }
});
