/**
 * The package as others install it: packed, unpacked beside its dependencies in an empty folder whose name is
 * no shell's friend, run to its report, and used by a strict TypeScript program.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { packageRoot } from "../src/package.js";
import { scratchFolder } from "./support/folder.js";

let home: string;

function ran(program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, MAKEFLAGS: "", npm_config_offline: "true", ...more };
  return spawnSync(program, args, { cwd: home, env, encoding: "utf8" });
}

const pcrit = (...args: string[]) => ran("npx", ["--no-install", "pcrit", ...args]);

/** Links every package that is a dependency, or one of the tools named. */
function linkPackages(modules: string, tools: readonly string[]): void {
  const text = readFileSync(join(modules, "pcrit/package.json"), "utf8");
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  for (const name of [...Object.keys(dependencies), ...tools]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(packageRoot, "node_modules", name), join(modules, name));
  }
}

before((t) => {
  const scratch = realpathSync(scratchFolder(t as Parameters<typeof scratchFolder>[0]));
  home = mkdtempSync(join(scratch, `it's "$(here)" #1 `));
  const own = join(home, "node_modules/pcrit");
  mkdirSync(own, { recursive: true });
  const words = ["pack", "--silent", "--ignore-scripts", "--pack-destination", home, packageRoot];
  const packed = ran("npm", words);
  assert.equal(packed.status, 0, packed.stderr);
  const archive = join(home, packed.stdout.trim());
  const unpacked = ran("tar", ["xzf", archive, "-C", own, "--strip-components=1"]);
  assert.equal(unpacked.status, 0, unpacked.stderr);
  linkPackages(join(home, "node_modules"), ["@types/node"]);
  const entry = join(own, "dist/bin/pcrit.js");
  chmodSync(entry, 0o755);
  mkdirSync(join(home, "node_modules/.bin"));
  symlinkSync(entry, join(home, "node_modules/.bin/pcrit"));
});

const tiny = {
  dataset: { train: 100, test: 40 },
  architectures: [{ name: "fc3", hidden: [6] }],
  seeds: 1,
  training: { epochs: 1 },
  schedule: { densities: [0.5, 0.1] },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 2 },
  analysis: { repetitions: 20, permutations: 20 },
};

test("an experiment runs to its report, with a criterion of one's own", () => {
  const scores = "export default ({ network }) => network.weight.map(Math.abs);";
  writeFileSync(join(home, "my scores.mjs"), scores);
  const criteria = [{ name: "mine", module: "my scores.mjs" }];
  writeFileSync(join(home, "my tiny.json"), JSON.stringify({ ...tiny, name: "tiny", criteria }));
  const made = pcrit("run", "my tiny.json", "--jobs", "2");
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /^report: runs\/tiny\/report\/index\.html$/m);
  const page = readFileSync(join(home, "runs/tiny/report/index.html"), "utf8");
  assert.match(page, /"series":"mine"/);
  assert.match(page, /npx pcrit run (&#39;|&apos;|')my tiny\.json/);
  const again = pcrit("run", "my tiny.json");
  assert.equal(again.status, 0, again.stderr);
  assert.equal(again.stderr, "");
});

test("without make the same bytes come one after the other", () => {
  // Of the programs on the path, Node alone.
  const path = join(home, "programs");
  mkdirSync(path);
  symlinkSync(process.execPath, join(path, "node"));
  const entry = join(home, "node_modules/pcrit/dist/bin/pcrit.js");
  const words = [entry, "run", "my tiny.json", "--runs", "others"];
  const made = ran(process.execPath, words, { PATH: path });
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stderr, /^note: make was not found; steps are run one after the other$/m);
  const compared = pcrit("compare", "runs/tiny", "others/tiny");
  assert.equal(compared.status, 0, compared.stdout);
});

test("a run that cannot go on ends with the stage's one line and its exit code", () => {
  writeFileSync(join(home, "bad.mjs"), "export default () => { throw new Error('no luck'); };");
  const criteria = [{ name: "bad", module: "bad.mjs" }];
  writeFileSync(join(home, "bad.json"), JSON.stringify({ ...tiny, criteria }));
  const made = pcrit("run", "bad.json");
  assert.equal(made.status, 2, made.stderr);
  assert.match(made.stderr, /criteria\/bad\/bad\.mjs: function default, level 1: Error: no luck/);
  const unknown = pcrit("run", "gone.json");
  assert.equal(unknown.status, 2);
  assert.equal(unknown.stderr, "gone.json: no such file\n");
});

test("init writes an experiment that plans as one without keys does, and overwrites nothing", () => {
  const first = pcrit("init");
  assert.equal(first.status, 0, first.stderr);
  const text = readFileSync(join(home, "experiment.json"), "utf8");
  assert.match(text, /"\/\/ widths": "Factors on the hidden units/);
  writeFileSync(join(home, "empty.json"), '{ "name": "experiment" }');
  for (const [file, runs] of [
    ["experiment.json", "a"],
    ["empty.json", "b"],
  ] as const)
    assert.equal(pcrit("plan", file, "--runs", runs).status, 0);
  for (const file of ["experiment.json", "plan.json"])
    assert.deepEqual(
      readFileSync(join(home, "a/experiment", file)),
      readFileSync(join(home, "b/experiment", file)),
    );
  const second = pcrit("init", "experiment.json");
  assert.equal(second.status, 2);
  assert.match(second.stderr, /^experiment\.json: is there already/);
  assert.equal(readFileSync(join(home, "experiment.json"), "utf8"), text);
});

test("a strict TypeScript program compiles against the types, which are complete, and runs", () => {
  writeFileSync(join(home, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(home, "consumer.ts"),
    `import { type CriterionFunction, type CriterionInput, criteria, type Experiment, glyphs, initialise, type Network,
  parseExperiment, prune, sparseEngine, trainDense, UserError } from "pcrit";
const mine: CriterionFunction = ({ network, gradient }: CriterionInput) =>
  network.weight.map((w, e) => Math.abs(w * gradient[e]!));
const data = { train: glyphs(0, "train", 40), test: glyphs(0, "test", 20) };
const network: Network = initialise([784, 6, 10], "s");
const kept: Network = prune(network, 100, "snip", "s", data.train);
const experiment: Experiment = parseExperiment("x.json", {});
const engine = sparseEngine();
const training = { ...experiment.training, seed: 0, epochs: 1 };
const { performance } = await trainDense(engine, data, { hidden: [6] }, training);
if (!(new UserError("x") instanceof Error) || !criteria.includes("snip")) throw mine;
console.log(kept.weight.length, performance.density);
`,
  );
  const options = ["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"];
  const target = ["--module", "nodenext", "--target", "es2022", "--types", "node"];
  const compiler = join(packageRoot, "node_modules/.bin/tsc");
  const compiled = ran(compiler, [...options, ...target, "consumer.ts"]);
  // The types of Node are not ours to check.
  const errors = compiled.stdout.split("\n").filter((line) => /error TS/.test(line));
  const ours = errors.filter((line) => !line.includes("@types/node"));
  assert.deepEqual(ours, []);
  const found = ran(process.execPath, ["consumer.js"]);
  assert.equal(found.stdout, "100 1\n", found.stderr);
});

test("the package holds what it needs, and nothing of the workshop", () => {
  const own = join(home, "node_modules/pcrit");
  const names = [
    "README.md",
    "LICENSE",
    "CITATION.cff",
    "architectures",
    "dist",
    "experiments",
    "native",
    "reports",
    "schemas",
  ];
  assert.deepEqual(readdirSync(own).sort(), [...names, "package.json"].sort());
  assert.deepEqual(readdirSync(join(own, "dist")).sort(), [
    "bin",
    "kernels.wasm",
    "live-layers.js",
    "live.js",
    "src",
  ]);
  assert.ok(existsSync(join(own, "experiments/criteria/snip.mjs")));
});

test("loops for this processor are compiled where the package was installed", (t) => {
  if (spawnSync("cc", ["--version"]).status !== 0) return t.skip("needs a C compiler");
  const made = pcrit("setup-native");
  assert.equal(made.status, 0, made.stderr);
  assert.ok(existsSync(join(home, "node_modules/pcrit/dist/native.node")));
});
