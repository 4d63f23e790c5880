/** How the rival laws did: a title for their chart. The sentence is the verdict's own. */
import { list } from "../format.js";
import { lawName, standingOf } from "../inputs/laws.js";
import type { Results } from "../inputs/results.js";
import type { Row, Rows } from "../rows.js";

/** Laws of the verdict's series, phase, control parameter and length. */
export function lawsOf(results: Results, verdict: Row): Rows {
  const keys = ["series", "phase", "control", "length"] as const;
  return results.rows("models").filter((row) => keys.every((key) => row[key] === verdict[key]));
}

/** What stands before the first colon or bracket, without its full stop. */
export function firstClause(text: string): string {
  return text.split(/:| \(/)[0]!.replace(/\.$/, "");
}

/** A title for the chart of the models; the verdict's own words where there are none. */
export function lawsTitle(results: Results, verdict: Row): string {
  const laws = lawsOf(results, verdict);
  if (laws.length === 0) return firstClause(String(verdict["models"] ?? ""));
  const at = (standing: ReturnType<typeof standingOf>) =>
    laws.filter((law) => standingOf(law) === standing).map((law) => lawName(String(law["model"])));
  const [good, poor] = [at("describes"), at("poor")];
  if (good.length > 1) return `Not told apart: ${list(good)}`;
  if (good.length === 1 && poor.length === 0)
    return `Only ${good[0]} is left, and it describes the curves`;
  if (good.length === 1) return `Of the laws that are left only ${good[0]} describes the curves`;
  if (poor.length === 0) return "Every law is beaten by another";
  return poor.length === 1
    ? `None of the laws describes the curves; only ${poor[0]} is not beaten by another`
    : `None of the laws that are left describes the curves: ${list(poor)}`;
}
