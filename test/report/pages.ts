/** Pages for the tests, from files of a sample. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readInputs } from "../../src/report/inputs/inputs.js";
import { Results } from "../../src/report/inputs/results.js";
import { type Library, readLibraries } from "../../src/report/page/libraries.js";
import { reportPage } from "../../src/report/page/page.js";
import { type Sample, writeSample } from "./sample.js";
import { writeAnalyses } from "./sample-analyses.js";
import type { SampleOptions } from "./sample-cell.js";

export function allFiles(sample: Sample): string[] {
  const { topology, order, criticality, correlations, cells } = sample;
  return [topology, order, criticality, correlations, ...cells];
}

/** What the walk through the levels is made of, the explorer with it: a page of these draws few other charts. */
export const walkTables = /(topology|portrait[a-z-]*|confusion)\.arrow$/;

/**
 * Writes the whole page of a sample into `folder` and returns its path.
 * @param tables the files that it is made of; all where left out.
 */
export async function writePage(
  folder: string,
  options: SampleOptions,
  { later = false, tables = /./ } = {},
): Promise<string> {
  const sample = writeSample(folder, options);
  const path = join(folder, "index.html");
  const making = { experiment: undefined, command: "make", libraries: readLibraries() };
  const analyses = later ? writeAnalyses(folder, sample) : [];
  const results = new Results(
    readInputs([...allFiles(sample), ...analyses].filter((p) => tables.test(p))),
  );
  writeFileSync(path, await reportPage(results, making));
  return path;
}

/** The page without the libraries' code, which is the same in every page. */
export function pageOf(files: readonly string[]): Promise<string> {
  const libraries: Library[] = readLibraries().map((library) => ({ ...library, code: "" }));
  return reportPage(new Results(readInputs(files)), {
    experiment: undefined,
    command: undefined,
    libraries,
  });
}
