import { UserError } from "../../error.js";
import { isObject, readJson, reportsFolder } from "./charts.js";

/** What names of statistics are called on the page. @throws UserError where it is no such list. */
export function readLabels(): Readonly<Record<string, string>> {
  const path = `${reportsFolder}labels.json`;
  const found = readJson(path);
  if (!isObject(found) || !Object.values(found).every((label) => typeof label === "string"))
    throw new UserError(`${path}: expected statistic -> what it is called`);
  return found as Readonly<Record<string, string>>;
}
