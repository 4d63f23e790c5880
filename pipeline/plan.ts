import { basename, isAbsolute, join } from "node:path";
import { UserError } from "../src/error.js";
import { makefile, prerequisites } from "../src/experiment/makefile.js";
import { runFiles } from "../src/experiment/paths.js";
import { readExperiment } from "../src/experiment/read.js";
import { targets } from "../src/experiment/targets.js";
import { writeIfChanged } from "../src/files.js";
import { version } from "../src/package.js";
import type { PlannedTarget } from "./progress-of-run.js";
import type { Stage } from "./stage.js";

/**
 * Files are rewritten only where their content changes, so that make redoes what a changed setting
 * touches and nothing else.
 */
export const plan: Stage = {
  name: "plan",
  summary: "experiment -> cells and the make rules for them",
  details: `Writes RUNS/NAME/plan.mk (make rules), plan.json (the same for pcrit status), experiment.json
(every default filled in) and settings/ (one JSON file a stage and cell), and prints RUNS/NAME.`,
  inputs: [{ name: "experiment.json", meaning: "see schemas/experiment.json" }],
  outputs: [],
  options: {
    runs: { type: "text", meaning: "folder that holds the runs", default: "runs" },
    data: { type: "text", meaning: "folder with the data set's four IDX files", default: "" },
  },
  run(call) {
    const path = call.inputs[0]!;
    const experiment = readExperiment(path);
    const folder = join(call.text("runs"), experiment.name);
    if (/[\s:#%*?[\]]/.test(folder))
      throw new UserError(
        `${folder}: make cannot handle a blank or one of : # % * ? [ ] in a file's name; choose another folder`,
      );
    const data = call.text("data");
    const all = targets(experiment);
    const write = (name: string, text: string) => writeIfChanged(join(folder, name), text);
    write(runFiles.experiment, pretty(experiment));
    write(runFiles.version, `${version}\n`);
    for (const target of all) write(target.settingsPath, pretty(target.settings));
    const needs = prerequisites(all);
    const planned = all.map(({ stage, target, seconds }): PlannedTarget => {
      return { stage, target, needs: needs.get(target)!, seconds: Number(seconds.toPrecision(3)) };
    });
    write(runFiles.plan, pretty(planned));
    const settings = { folder, command: reproduction(path, data !== "") };
    write(runFiles.makefile, makefile(all, data === "" ? settings : { ...settings, data }));
    process.stdout.write(`${folder}\n`);
  },
};

/** The report's line for readers on other machines: it names no folder of this one. */
function reproduction(path: string, hasData: boolean): string {
  const file = isAbsolute(path) ? basename(path) : path;
  return `make EXPERIMENT=${file}${hasData ? " DATA=folder-of-its-IDX-files" : ""}`;
}

const pretty = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
