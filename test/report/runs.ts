/** A folder of runs for the tests of the comparison. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readTable } from "../../src/arrow/read.js";
import type { ColumnData } from "../../src/arrow/table.js";
import { writeTable } from "../../src/arrow/write.js";
import { writeSample } from "./sample.js";
import { writeAnalyses } from "./sample-analyses.js";

/** So few bootstrap samples reject nothing: the verdict of one criterion's collapses is put in. */
function rejectCollapse(path: string, criterion: string): void {
  const table = readTable(path, "scaling");
  const columns = Object.fromEntries(table.names.map((name) => [name, table.column(name)]));
  const verdict = table
    .text("verdict")
    .map((words, row) => (table.text("criterion")[row] === criterion ? "rejected: put in" : words));
  const provenance = { stage: "sample", settings: "{}", inputs: {}, seed: 0 };
  writeTable(path, "scaling", { ...columns, verdict } as Record<string, ColumnData>, provenance);
}

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
  rejectCollapse(join(runs, "wide", "scaling.arrow"), "random");
  const narrow = { ...common, widths: [0.5, 1], criteria: ["magnitude"], dataset: "mnist" };
  writeAnalyses(join(runs, "narrow"), writeSample(run("narrow"), narrow));
  const old = run("old");
  for (const path of [wide.topology, wide.criticality])
    copyFileSync(path, join(old, basename(path)));
  mkdirSync(join(runs, "planned"));
  writeFileSync(join(runs, "planned", "experiment.json"), "{}");
  mkdirSync(join(runs, ".verify", "wide"), { recursive: true });
}
