/**
 * Runs all test files, as `node --test` does, with the longest ones first, so that none of them is left over at the
 * end, and with a folder for what several files need and none changes (shared.ts).
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec, tap } from "node:test/reporters";
import { fileURLToPath } from "node:url";

/** Those of more than about 20 s of processor time, and one that mostly waits for a Slurm. */
const longest = [
  "cluster/slurm",
  "report/page/front",
  "report/page/browser",
  "pipeline/damage",
  "pipeline/run",
  "report/walk/explorer",
  "pipeline/own-networks",
  "pipeline/names",
  "report/live/browser",
  "scaling/coverage",
  "pipeline/together",
  "pipeline/own-criteria",
  "pipeline/metrics",
  "package",
  "bench/calibration",
  "build",
  "report/page/large",
];

const tests = fileURLToPath(new URL("..", import.meta.url));
const names = readdirSync(tests, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.js"))
  .map((path) => path.replace(/\.test\.js$/, ""))
  .sort();
const gone = longest.filter((name) => !names.includes(name));
if (gone.length > 0) throw new Error(`${fileURLToPath(import.meta.url)}: no test ${gone}`);
const files = [...longest, ...names.filter((name) => !longest.includes(name))];

const shared = mkdtempSync(join(tmpdir(), "pcrit-shared-"));
process.env["SHARED_FIXTURES"] = shared;
process.on("exit", () => rmSync(shared, { recursive: true, force: true }));

// Four at once, on two cores too: those on a real Slurm mostly wait, browsers and makes in turns.
const events = run({ files: files.map((name) => join(tests, `${name}.test.js`)), concurrency: 4 });
events.on("test:fail", () => {
  process.exitCode = 1;
});
const shown = process.stdout.isTTY ? events.compose(new spec()) : events.compose(tap);
shown.pipe(process.stdout);
