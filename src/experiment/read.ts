import { basename } from "node:path";
import { checkDenseShape } from "../check-shape.js";
import { dataName } from "../data/source-files.js";
import { checkChoice } from "../engine/names.js";
import { UserError } from "../error.js";
import type { Image } from "../geometry.js";
import { isObject, parseJson, readJsonText, withoutComments } from "../json.js";
import { mostCells } from "../limits.js";
import { validateBy } from "../validate.js";
import { filesByWidth, seedsOf } from "./cells.js";
import type { Chain, Experiment, Schedule } from "./experiment.js";
import { imageAt, knownImage } from "./known-image.js";
import { checkLayered, filledLayers } from "./layered.js";
import { keptCriteria } from "./own-criteria.js";
import { type OwnFile, resolvedFrom } from "./own-files.js";
import { keptMetrics } from "./own-metrics.js";
import { keptNetworks } from "./own-networks.js";
import { scaled } from "./scale.js";
import { checkUnits } from "./units-size.js";

/** Reads an experiment file. @throws UserError naming the key that is unknown or wrong. */
export function readExperiment(path: string): Experiment {
  return readWithFiles(path).experiment;
}

/**
 * The same with what it names of the user's own, which a run keeps.
 * @param data where the data lie, if not where the experiment says.
 */
export function readWithFiles(
  path: string,
  data?: string,
): { experiment: Experiment; files: OwnFile[] } {
  return parseWithFiles(path, parseJson(path, readJsonText(path)), data);
}

/**
 * Validates and fills in defaults. `path` names the experiment where it has no name, and says where the files
 * lie that it names.
 */
export function parseExperiment(path: string, parsed: unknown): Experiment {
  return parseWithFiles(path, parsed).experiment;
}

function parseWithFiles(path: string, parsed: unknown, data?: string) {
  const filled = validateBy<Experiment>("experiment", path, named(path, withoutComments(parsed)));
  const architectures = filled.architectures.flatMap((one): Experiment["architectures"] =>
    "layers" in one && !("from" in one) ? filledLayers(path, one) : [one],
  );
  const schedule = checkSchedule(path, filled.schedule);
  const experiment: Experiment = { ...filled, architectures, schedule };
  const image = imageOf(path, experiment, data);
  checkArchitectures(path, experiment, image);
  checkRobustness(path, experiment);
  checkChoice(path, experiment.engine, experiment.backend);
  const networks = keptNetworks(path, experiment);
  checkCells(path, networks.experiment);
  checkUnits(path, networks.experiment, image);
  const criteria = keptCriteria(path, networks.experiment);
  const metrics = keptMetrics(path, criteria.experiment);
  const files = [networks, criteria, metrics].flatMap((kept) => kept.files);
  return { experiment: metrics.experiment, files };
}

/** The file's name names it; it is held to the same pattern, as it becomes that of a folder. */
function named(path: string, parsed: unknown): unknown {
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) return parsed;
  const own = { name: basename(path).replace(/\.json$/, ""), ...parsed };
  return "dataset" in own ? { ...own, dataset: normalised(namedAfterFile(own.dataset)) } : own;
}

/** Networks read colour glyphs with mean 0 and deviation 1 in each channel, unless it says otherwise. */
function normalised(dataset: unknown): unknown {
  if (!isObject(dataset) || dataset["name"] !== "colour-glyphs" || "path" in dataset)
    return dataset;
  return { normalise: "standardise", ...dataset };
}

/** Data of one's own without a name have that of their file, as far as it is one. */
function namedAfterFile(dataset: unknown): unknown {
  if (!isObject(dataset) || typeof dataset["path"] !== "string") return dataset;
  return { name: dataName(dataset["path"]), ...dataset };
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

function checkCells(path: string, experiment: Experiment): void {
  const { architectures, widths, criteria, seeds } = experiment;
  const networks = architectures.map((one) =>
    "from" in one
      ? filesByWidth(one).reduce((sum, [, files]) => sum + seedsOf(files, seeds), 0)
      : widths.length * seeds,
  );
  const cells = criteria.length * networks.reduce((sum, count) => sum + count, 0);
  if (cells > mostCells)
    throw new UserError(
      `${path}: expected at most ${mostCells} cells (architectures x widths x criteria x seeds), found ${cells}; split the experiment`,
    );
}

/** What the stage would refuse after the training. */
function checkRobustness(path: string, { robustness }: Experiment): void {
  for (const key of ["shares", "amplitudes"] as const) {
    const values = robustness?.[key] ?? [0];
    if (values[0] !== 0 || values.some((x, i) => i > 0 && x <= values[i - 1]!))
      throw new UserError(
        `${path}: expected robustness.${key} to ascend from 0, found ${values.join(", ")}`,
      );
  }
}

/** As far as it is known before the data are read. */
function imageOf(path: string, { dataset }: Experiment, data?: string): Image | undefined {
  const own = data ?? (dataset.path === undefined ? undefined : resolvedFrom(path, dataset.path));
  return own === undefined
    ? knownImage(dataset)
    : (imageAt(own) ?? knownImage({ ...dataset, path: own }));
}

function checkArchitectures(path: string, experiment: Experiment, image: Image | undefined): void {
  const { architectures, widths } = experiment;
  const names = architectures.map((a) => a.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new UserError(`${path}: architecture "${twice}" occurs twice`);
  for (const one of architectures) {
    if ("from" in one) continue;
    for (const width of widths) {
      if ("layers" in one) checkLayered(path, one, width, image, experiment);
      else checkChain(path, one, width);
    }
  }
}

function checkChain(path: string, { name, hidden, convolutions = [] }: Chain, width: number): void {
  const sizes = [...convolutions.map((c) => c.channels), ...hidden];
  const units = sizes.map((n) => scaled(n, width));
  if (units.some((n) => n < 1))
    throw new UserError(`${path}: width ${width} leaves a hidden layer of "${name}" empty`);
  // What the images add is not known yet.
  checkDenseShape(`${path}: "${name}" at width ${width}`, { units: [1, ...units, 1] });
}
