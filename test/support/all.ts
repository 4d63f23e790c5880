/**
 * Runs all test files, as `node --test` does, with the longest ones first, so that none of them is left over at the
 * end, and with a folder for what several files need and none changes (shared.ts). What tests write lies in memory,
 * where there is room: they open files many thousand times, which takes minutes on some machines' disks.
 */
import { setMaxListeners } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec, tap } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { laterOptimised } from "../../pipeline/later-optimised.js";
import { flags } from "./command.js";

/** Those of more than about 15 s of processor time, browsers counted, and one that mostly waits for a Slurm. */
const longest = [
  "cluster/slurm",
  "report/page/front",
  "report/page/browser",
  "build",
  "pipeline/run",
  "pipeline/own-networks",
  "pipeline/damage",
  "scaling/coverage",
  "report/walk/explorer",
  "report/live/browser",
  "package",
  "pipeline/altered",
  "pipeline/together",
  "report/page/page",
  "report/comparison/browser",
  "report/page/large",
  "pipeline/own-criteria",
  "bench/calibration",
  "browser/live",
  "pipeline/names",
  "pipeline/metrics",
  "import/hostile",
  "import/levels",
  "pipeline/units-run",
  "pipeline/residual-run",
  "report/figures/figure",
];

const tests = fileURLToPath(new URL("..", import.meta.url));
const names = readdirSync(tests, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.js"))
  .map((path) => path.replace(/\.test\.js$/, ""))
  .sort();
const gone = longest.filter((name) => !names.includes(name));
if (gone.length > 0) throw new Error(`${fileURLToPath(import.meta.url)}: no test ${gone}`);
const files = [...longest, ...names.filter((name) => !longest.includes(name))];

/** Bytes; all tests together have some hundred megabytes at a time. */
const room = 4 * 2 ** 30;

/** The folder of files in memory, or the usual one. */
function spacious(): string {
  const memory = "/dev/shm";
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, freemem()) >= room ? memory : tmpdir();
}

const scratch = mkdtempSync(join(spacious(), "pcrit-tests-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const stopped = new AbortController();
setMaxListeners(0, stopped.signal); // each file listens
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());
process.env["TMPDIR"] = scratch;
process.env["SHARED_FIXTURES"] = join(scratch, "shared");
mkdirSync(join(scratch, "shared"));

// Files take these from here. Six at once have no core to spare for threads that collect and compile, and most are
// done in a second, of which a tenth goes into optimising what they run (pipeline/later-optimised.ts).
process.execArgv.push(...flags);
if (laterOptimised !== undefined) process.execArgv.push(laterOptimised);

// Six at once, on two cores too: those on a real Slurm mostly wait, browsers and makes in turns. None depends on
// how soon it is done; the largest processes take 0.6 GB.
const events = run({
  files: files.map((name) => join(tests, `${name}.test.js`)),
  concurrency: 6,
  signal: stopped.signal,
});
events.on("test:fail", () => {
  process.exitCode = 1;
});
const shown = process.stdout.isTTY ? events.compose(new spec()) : events.compose(tap);
shown.pipe(process.stdout);
