import { UserError } from "../../error.js";
import { sentenceCase } from "../format.js";
import { isObject, readJson, reportsFolder } from "./charts.js";

export type Labels = Readonly<Record<string, string>>;

let known: Labels | undefined;

/** What names of columns and statistics are called on the page. @throws UserError where it is no such list. */
export function readLabels(): Labels {
  if (known) return known;
  const path = `${reportsFolder}labels.json`;
  const found = readJson(path);
  if (!isObject(found) || !Object.values(found).every((label) => typeof label === "string"))
    throw new UserError(`${path}: expected statistic -> what it is called`);
  const twice = Object.values(found).find((label, i, all) => all.indexOf(label) !== i);
  if (twice !== undefined)
    throw new UserError(`${path}: expected a name of its own for each, found "${twice}" twice`);
  known = found as Labels;
  return known;
}

/** "in_degree_gini_layer2": "In-degree Gini coefficient, layer 2". A name without a label in its own words. */
export function labelOf(name: string): string {
  const labels = readLabels();
  if (labels[name] !== undefined) return labels[name];
  const [, base, layer] = /^(.*)_layer(\d+)$/.exec(name) ?? [];
  if (base !== undefined) return `${labelOf(base)}, layer ${layer}`;
  // A metric of the user's own, MODULE.FUNCTION, is what its author calls it.
  if (name.includes(".")) return name;
  return sentenceCase(name.replaceAll("_", " "));
}
