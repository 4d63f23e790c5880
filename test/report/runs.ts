/** A folder of runs for the tests of the comparison. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeSample } from "./sample.js";
import { writeAnalyses } from "./sample-analyses.js";

/**
 * Two finished runs (three widths, two criteria; two widths), the first once more as an older version
 * left it, without the tables of the criticality stage, and one that is only planned.
 */
export function writeRuns(runs: string): void {
  const run = (name: string) => {
    mkdirSync(join(runs, name, "report"), { recursive: true });
    writeFileSync(join(runs, name, "experiment.json"), JSON.stringify({ name }));
    writeFileSync(join(runs, name, "report", "index.html"), "");
    return join(runs, name);
  };
  const common = { seeds: 2, levels: 22 };
  const wide = writeSample(run("wide"), { ...common, widths: [0.5, 1, 2] });
  writeAnalyses(join(runs, "wide"), wide);
  const narrow = { ...common, widths: [0.5, 1], criteria: ["magnitude"], dataset: "mnist" };
  writeAnalyses(join(runs, "narrow"), writeSample(run("narrow"), narrow));
  const old = run("old");
  for (const path of [wide.topology, wide.criticality])
    copyFileSync(path, join(old, basename(path)));
  mkdirSync(join(runs, "planned"));
  writeFileSync(join(runs, "planned", "experiment.json"), "{}");
  mkdirSync(join(runs, ".verify", "wide"), { recursive: true });
}
