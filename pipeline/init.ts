import { existsSync } from "node:fs";
import { UserError } from "../src/error.js";
import { commentedExperiment } from "../src/experiment/commented.js";
import { writeWhole } from "../src/files.js";
import type { Stage } from "./stage.js";

export const init: Stage = {
  name: "init",
  summary: "write an experiment file to begin with, every key explained",
  details: `Writes every setting with its default and what it means. Keys that begin with // are comments, here and in
every experiment. A file that exists is left alone.`,
  inputs: [
    { name: "experiment.json", meaning: "file to write; default: experiment.json", optional: true },
  ],
  outputs: [],
  options: {},
  run(call) {
    const path = call.inputs[0] ?? "experiment.json";
    if (existsSync(path))
      throw new UserError(`${path}: is there already; name another file, or take this one away`);
    writeWhole(path, commentedExperiment());
    process.stdout.write(`${path}: now run pcrit run ${path}\n`);
  },
};
