import { UserError } from "../src/error.js";
import { type CheckedRun, checkRun } from "./planned-run.js";
import { remedy } from "./remedy.js";
import type { Stage } from "./stage.js";

export const check: Stage = {
  name: "check",
  summary: "a run by its content: whether all is made and fits",
  details: `Holds every file of a run against its record, and every record against the plan: what each was made
from, by which stage and version, with which settings. Prints one line. If all fits, it names the root:
SHA-256 over those of all files, which the report names too. Else it says what does not fit, and the
command that makes it again, and ends with exit code 2. Files that have not changed since they were last
looked at are not read again.`,
  inputs: [{ name: "runs/NAME", meaning: "folder of a run" }],
  outputs: [],
  options: {},
  run(call) {
    const folder = call.inputs[0]!;
    const run = checkRun(folder);
    const wrong = complaints(run);
    if (wrong.length > 0) throw new UserError(`${folder}: ${wrong.join("; ")}; ${remedy(folder)}`);
    process.stdout.write(`${folder}: ${run.files} files, all fit; root ${run.root}\n`);
  },
};

function complaints({ planless, unfit, targets, left }: CheckedRun): string[] {
  const found = [...unfit].map(([target, why]) => `${target} ${why}`);
  const some = planless.map((path) => `${path} is not what the experiment says`);
  const shown = [...some, ...found].slice(0, 3);
  const more = some.length + found.length - shown.length;
  if (shown.length === 0) return [];
  return [
    `${left.size} of ${targets.length} targets are to be made`,
    ...shown,
    ...(more > 0 ? [`${more} more`] : []),
  ];
}
