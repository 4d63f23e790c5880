/** Criteria of the user's own, as an experiment states them and as its run keeps them. */
import { UserError } from "../error.js";
import { criteria as words } from "../prune/prune.js";
import { criterionName, denseCells } from "./cells.js";
import type { Experiment, OwnCriterionSettings } from "./experiment.js";
import { keptModule, type OwnFile } from "./own-files.js";
import { keptMasks } from "./own-masks.js";
import { runFiles } from "./paths.js";

type Stated = Experiment["criteria"][number];

/**
 * The experiment with its criteria's files where the run has them, and those files.
 * @throws UserError for a name that is taken, a file that is missing, or another one than is said.
 */
export function keptCriteria(
  path: string,
  experiment: Experiment,
): { experiment: Experiment; files: OwnFile[] } {
  checkNames(path, experiment.criteria);
  const files: OwnFile[] = [];
  const criteria = experiment.criteria.map((stated): Stated => {
    if (typeof stated === "string") return stated;
    const { files: own, ...kept } = keptCriterion(path, experiment, stated);
    files.push(...own);
    return { name: stated.name, ...kept };
  });
  return { experiment: { ...experiment, criteria }, files };
}

function keptCriterion(
  path: string,
  experiment: Experiment,
  { name, module, masks, sha256 }: OwnCriterionSettings,
) {
  const folder = `${runFiles.criteria}/${name}`;
  if (module !== undefined && masks === undefined)
    return keptModule(path, folder, { module, sha256 });
  if (masks !== undefined && module === undefined)
    return keptMasks(path, folder, { masks, sha256 }, denseCells(experiment));
  throw new UserError(
    `${path}: expected of the criterion "${name}" either module, a file that scores edges, or masks, a folder`,
  );
}

function checkNames(path: string, stated: readonly Stated[]): void {
  const known: readonly string[] = words;
  const names = stated.map(criterionName);
  stated.forEach((one, i) => {
    const name = names[i]!;
    if (typeof one === "object" && known.includes(name))
      throw new UserError(`${path}: criterion "${name}" is pcrit's own; choose another name`);
    if (names.indexOf(name) !== i) throw new UserError(`${path}: criterion "${name}" occurs twice`);
  });
}
