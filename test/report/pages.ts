/** Pages for the tests, from files of a sample. */
import { readInputs } from "../../src/report/inputs.js";
import { type Library, readLibraries } from "../../src/report/libraries.js";
import { reportPage } from "../../src/report/page.js";
import { Results } from "../../src/report/results.js";
import type { Sample } from "./sample.js";

export function allFiles(sample: Sample): string[] {
  const { topology, order, criticality, correlations, cells } = sample;
  return [topology, order, criticality, correlations, ...cells];
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
