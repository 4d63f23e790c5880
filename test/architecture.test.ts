/**
 * The picture of docs/architecture.md: what stands higher may import what stands lower, never the
 * other way, never in a circle; types count as values do.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  cruise,
  type ICruiseOptions,
  type ICruiseResult,
  type IForbiddenRuleType,
} from "dependency-cruiser";
import { packageRoot } from "../src/package.js";

/** From top to bottom, each folder without those in it; within a line the first stands highest. */
const order = [
  ["pipeline", "src/index.ts"],
  ["src/report/comparison", "src/report/page", "src/report/tables", "src/report/text"],
  [
    "src/report/data",
    "src/report/live",
    "src/report/walk",
    "src/report/inputs",
    "src/report/figures",
    "src/report/charts",
    "src/report",
  ],
  ["src/tables"],
  ["src/correlate", "src/robustness", "src/null-model"],
  ["src/criticality", "src/scaling", "src/models"],
  ["src/portrait", "src/structure", "src/percolation", "src/community", "src/degree"],
  [
    "src/cluster",
    "src/chain",
    "src/trajectory",
    "src/experiment",
    "src/import",
    "src/export",
    "src/metrics",
    "src/graph",
    "src/prune",
  ],
  ["src/engine/choose.ts", "src/engine/tfjs", "src/engine/sparse", "src/engine"],
  [
    "src/initialise.ts",
    "src/network.ts",
    "src/check-shape.ts",
    "src/layers.ts",
    "src/carried.ts",
    "src/shapes.ts",
    "src/layer-settings.ts",
    "src/layer-repeats.ts",
    "src/layer-graph.ts",
    "src/activations.ts",
    "src/geometry.ts",
  ],
  ["src/data", "src/formats", "src/arrow", "src/statistics"],
  ["src/inflate/zstd", "src/inflate"],
  [
    "src/random.ts",
    "src/math.ts",
    "src/canonical.ts",
    "src/json.ts",
    "src/validate.ts",
    "src/user-module.ts",
    "src/module-files.ts",
    "src/files.ts",
    "src/durable.ts",
    "src/partial.ts",
    "src/processes.ts",
    "src/grouped.ts",
    "src/child.ts",
    "src/group-by.ts",
    "src/concatenate.ts",
    "src/hash-bytes.ts",
    "src/same-files.ts",
  ],
  ["src/stage-version.ts", "src/package.ts", "src/limits.ts", "src/error.ts"],
].flat();

const patterns = order.map((place) => (place.endsWith(".ts") ? `^${place}$` : `^${place}/[^/]+$`));
/** The first place that fits: a file that is named is none of its folder's. */
const placeOf = (path: string) => patterns.findIndex((pattern) => new RegExp(pattern).test(path));

const upwards = order.slice(1).map((place, i): IForbiddenRuleType => {
  const named = order.slice(0, i + 1).filter((above) => above.startsWith(`${place}/`));
  const except = named.length > 0 ? { pathNot: named.map((file) => `^${file}$`) } : {};
  return {
    name: `${place} imports nothing above it`,
    from: { path: patterns[i + 1]!, ...except },
    to: { path: patterns.slice(0, i + 1) },
  };
});

const forbidden: IForbiddenRuleType[] = [
  ...upwards,
  { name: "no circle", from: {}, to: { circular: true } },
  {
    name: "the library stands alone",
    from: { path: "^src/" },
    to: { path: ["^pipeline/", "^browser/", "^bench/", "^test/"] },
  },
  {
    name: "what runs in the page is made of the library alone",
    from: { path: "^browser/" },
    to: { path: ["^pipeline/", "^bench/", "^test/"] },
  },
  {
    name: "every module is used by a stage or exported",
    from: { path: ["^pipeline/", "^src/index\\.ts$"] },
    to: { path: "^src/", pathNot: ["\\.d\\.ts$", "^src/index\\.ts$"], reachable: false },
  },
];

/** Type imports are seen because the sources themselves are read, not what they compile to. */
const options: ICruiseOptions = {
  baseDir: packageRoot,
  parser: "swc",
  tsPreCompilationDeps: true,
  enhancedResolveOptions: { extensions: [".ts", ".js"] },
  doNotFollow: { path: "node_modules" },
  validate: true,
  ruleSet: { forbidden: forbidden.map((rule) => ({ ...rule, severity: "error" })) },
};
const { output } = await cruise(["src", "pipeline", "browser", "bench", "test"], options);
const { modules, summary } = output as ICruiseResult;

test("no import goes up, none round, and nothing lies unused", () => {
  const found = summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `${rule.name}: ${[from, ...(cycle?.map(({ name }) => name) ?? [to])].join(" -> ")}`,
  );
  assert.deepEqual(found, []);
});

test("every file of the library and of the pipeline has its place in the order", () => {
  const own = modules.map(({ source }) => source).filter((path) => /^(src|pipeline)\//.test(path));
  assert.ok(own.includes("src/report/page/page.ts"));
  assert.deepEqual(
    own.filter((path) => placeOf(path) < 0),
    [],
  );
});

test("imports of types are seen", () => {
  const importer = modules.find(({ source }) => source === "src/robustness/observation.ts");
  const resolved = importer?.dependencies.map((dependency) => dependency.resolved);
  assert.ok(resolved?.includes("src/robustness/perturbation.ts"));
});

test("a step, which begins each process of a run, loads no package and no reader of networks", () => {
  const step = readFileSync(`${packageRoot}dist/bin/step.js`, "utf8");
  const loaded = [...step.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!);
  assert.ok(loaded.includes("./train.js"), "the bundle names its stages");
  const packages = loaded.filter((name) => !/^(node:|\.\/)/.test(name));
  assert.deepEqual(packages, []);
  assert.doesNotMatch(step, /^\/\/ src\/(import|formats|arrow)\//m);
});
