import { createHash } from "node:crypto";
import { UserError } from "../src/error.js";
import { readWhole, writeWhole } from "../src/files.js";
import { isObject, readJson } from "../src/report/charts.js";
import { readInputs } from "../src/report/inputs.js";
import { readLibraries } from "../src/report/libraries.js";
import { reportPage } from "../src/report/page.js";
import type { Making } from "../src/report/provenance.js";
import { Results } from "../src/report/results.js";
import type { Stage, StageCall } from "./stage.js";

export const report: Stage = {
  name: "report",
  summary: "all results -> one HTML file",
  details: `
The page needs no network and no other file. Charts are the Vega-Lite specifications in
reports/charts, listed in reports/sections.json; reports/README.md says how to change them.
What is not among the inputs appears as a sentence that says so.`,
  inputs: [
    {
      name: "tables",
      meaning:
        "topology, order, criticality, correlations of the experiment; percolation, degrees of its cells; in any order",
      many: "some",
    },
  ],
  outputs: [{ option: "out", meaning: "the page, index.html", required: true }],
  options: {
    experiment: { type: "text", meaning: "the resolved experiment (JSON), shown as settings" },
    command: { type: "text", meaning: "the command that makes everything again, shown as it is" },
  },
  async run(call) {
    const results = new Results(readInputs(call.inputs));
    const page = await reportPage(results, {
      experiment: experimentOf(call),
      command: call.value("command") as string | undefined,
      libraries: readLibraries(),
    });
    writeWhole(call.out("out"), page);
  },
};

function experimentOf(call: StageCall): Making["experiment"] {
  const path = call.value("experiment") as string | undefined;
  if (path === undefined) return undefined;
  const settings = readJson(path);
  if (!isObject(settings)) throw new UserError(`${path}: expected a JSON object`);
  return { settings, sha256: createHash("sha256").update(readWhole(path)).digest("hex") };
}
