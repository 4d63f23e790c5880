import { writeWhole } from "../src/files.js";
import { comparisonPage } from "../src/report/comparison/page.js";
import { readRuns } from "../src/report/comparison/runs.js";
import { readLibraries } from "../src/report/page/libraries.js";
import { optimiseLater } from "./later-optimised.js";
import type { Stage } from "./stage.js";

export const indexPage: Stage = {
  name: "index",
  summary: "several runs -> one HTML file that compares them",
  details: `
For each series of each run: verdict, critical density, exponents of the collapse, and where its
report lies; charts of the exponents beside known classes, of all collapsed curves, and of p_c
against size. Runs that are not finished, or have no verdict, are listed with the reason.
Reports are linked relative to the page, so that runs/ can be moved or copied as a whole.`,
  inputs: [
    {
      name: "runs",
      meaning: "folder that holds runs, or folders of single runs; in any order",
      many: "some",
    },
  ],
  outputs: [{ option: "out", meaning: "the page, usually runs/index.html", required: true }],
  options: {},
  async run(call) {
    optimiseLater();
    const page = call.out("out");
    writeWhole(page, await comparisonPage(readRuns(call.inputs, page), readLibraries()));
  },
};
