/**
 * Mutation testing of the rules, run by `make mutate`; see docs/mutation.md.
 *
 *   MUTATE    files or globs, separated by spaces; all rules where left out
 *   STRINGS   not empty: words are altered too, for files whose strings are the answer
 *   TESTS     test files; those of the folders at hand where left out, without the slow ones
 *   WORKERS   how many mutants are tested at a time
 */
import { readdirSync } from "node:fs";

const rules = {
  criticality: [
    "verdict",
    "verdict-sentences",
    "power",
    "failure",
    "judgement",
    "jump-test",
    "jump-power",
    "fall",
    "half-recovery",
    "susceptibility-peak",
    "steepest",
    "beyond-end",
  ],
  scaling: ["words", "limit", "crossing", "quality"],
  models: ["rivals", "compare", "window", "study"],
  correlate: ["judge", "correlate", "exchange"],
  "null-model": ["paired", "contrasts", "side", "sentences"],
  statistics: ["sequential-test", "false-discovery", "skew-interval"],
  "report/text": ["answers", "front", "dense", "laws", "located", "place", "verdict"],
};

/** Tests of rates and of numbers over hundreds of experiments: the rules have quick ones of their own. */
const slow = [
  "criticality/analyse",
  "criticality/coverage",
  "criticality/estimate",
  "criticality/jump-test",
  "scaling/coverage",
  "scaling/known-answers",
  "scaling/limit",
  "scaling/scale",
  "models/compare",
  "correlate/predict",
  "correlate/calibration",
  "correlate/claim",
  "correlate/discoveries",
].map((name) => `${name}.test.ts`);

const { MUTATE, STRINGS, TESTS, WORKERS } = process.env;
const mutate = MUTATE
  ? MUTATE.split(/\s+/)
  : Object.entries(rules).flatMap(([folder, files]) => files.map((f) => `src/${folder}/${f}.ts`));

/** The folders at hand; all where a glob does not say which. */
const named = new Set(mutate.map((file) => file.split("/").slice(1, -1).join("/")));
const folders = Object.keys(rules).filter((folder) => named.has(folder));
const ofFolders = (folders.length > 0 ? folders : Object.keys(rules)).flatMap((folder) =>
  readdirSync(`test/${folder}`)
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith(".test.ts") && !slow.includes(file))
    .map((file) => `test/${file}`),
);
const tests = TESTS ? TESTS.split(/\s+/) : ofFolders;

export default {
  mutate,
  mutator: { excludedMutations: STRINGS ? [] : ["StringLiteral"] },
  testRunner: "tap",
  tap: {
    testFiles: tests.map((file) => `dist/${file.replace(/ts$/, "js")}`),
    nodeArgs: ["--test-reporter=tap"],
  },
  coverageAnalysis: "perTest",
  // Stryker alters the sources; each file is compiled by itself and without a look at its types.
  buildCommand:
    "../../../node_modules/.bin/esbuild src/**/*.ts test/**/*.ts bench/**/*.ts --outdir=dist --outbase=. --format=esm --target=es2022 --log-level=error",
  checkers: [],
  // Its own reading of tsconfig.json needs an interface that TypeScript 7 lacks; there is nothing to rewrite.
  tsconfigFile: "none",
  // Of what is built the copy needs what checks files that people write: src/validate.ts.
  ignorePatterns: [
    ...["runs", "docs", "experiments", "mutation", "dist/*/", "dist/bin/*"],
    ...["!dist/bin/checks.js", "!dist/bin/package.json"],
  ],
  // Within the project, so that the copy finds its packages.
  tempDirName: "dist/.mutation",
  symlinkNodeModules: false,
  concurrency: Number(WORKERS || 1),
  timeoutMS: 10000,
  timeoutFactor: 2,
  reporters: ["clear-text", "json", "html"],
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: true },
  jsonReporter: { fileName: "dist/mutation/mutation.json" },
  htmlReporter: { fileName: "dist/mutation/mutation.html" },
  allowEmpty: true,
};
