import { basename } from "node:path";
import { checkChoice } from "../engine/names.js";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import type { Experiment, Schedule } from "./experiment.js";
import { scaled } from "./scale.js";
import { validate } from "./validate.js";

/** Reads an experiment file. @throws UserError naming the key that is unknown or wrong. */
export function readExperiment(path: string): Experiment {
  let parsed: unknown;
  const text = readWhole(path).toString();
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path}: expected JSON: ${(error as Error).message}`);
  }
  return parseExperiment(path, parsed);
}

/** Validates and fills in defaults. `path` names the experiment where it has no name. */
export function parseExperiment(path: string, parsed: unknown): Experiment {
  const filled = validate(path, named(path, parsed));
  const experiment: Experiment = { ...filled, schedule: checkSchedule(path, filled.schedule) };
  checkArchitectures(path, experiment);
  checkChoice(path, experiment.engine, experiment.backend);
  return experiment;
}

/** The file's name names it; it is held to the same pattern, as it becomes that of a folder. */
function named(path: string, parsed: unknown): unknown {
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) return parsed;
  return { name: basename(path).replace(/\.json$/, ""), ...parsed };
}

function checkSchedule(path: string, schedule: Schedule): Schedule {
  const { ratio, minimumDensity, densities, until } = schedule;
  if (densities) {
    if (ratio !== undefined || minimumDensity !== undefined)
      throw new UserError(`${path}: schedule takes either densities, or ratio and minimumDensity`);
    if (densities.some((d, i) => i > 0 && d >= densities[i - 1]!))
      throw new UserError(`${path}: expected schedule.densities to fall from level to level`);
    return schedule;
  }
  const end = minimumDensity === undefined && until === undefined ? { minimumDensity: 0.001 } : {};
  return { ratio: 0.75, ...schedule, ...end };
}

function checkArchitectures(path: string, { architectures, widths }: Experiment): void {
  const names = architectures.map((a) => a.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new UserError(`${path}: architecture "${twice}" occurs twice`);
  for (const { name, hidden, convolutions = [] } of architectures)
    for (const width of widths)
      if ([...hidden, ...convolutions.map((c) => c.channels)].some((n) => scaled(n, width) < 1))
        throw new UserError(`${path}: width ${width} leaves a hidden layer of "${name}" empty`);
}
