/**
 * How the rival laws did, and why a verdict is "undecided" although one of them does best: the law
 * that predicts best may still be a poor one, and a transition needs a collapse as well.
 */
import { list, sentenceCase, significant } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { Row, Rows } from "../rows.js";

const names: Readonly<Record<string, string>> = {
  critical: "the critical power law",
  sigmoid: "the sigmoid",
  "error-law": "Rosenfeld's error law",
  jump: "the jump",
  bkt: "the BKT-like law",
};
const smooth: readonly string[] = ["sigmoid", "error-law"];

/** A prediction this many times worse than the curves are known is no description of them. */
const poor = 2;

/** Laws of the verdict's series, control and length, those that predict best first. */
function lawsOf(results: Results, verdict: Row): Rows {
  const keys = ["series", "phase", "control", "length"] as const;
  return results
    .rows("models")
    .filter((row) => keys.every((key) => row[key] === verdict[key]))
    .filter((row) => typeof row["prediction"] === "number")
    .toSorted((a, b) => Number(a["prediction"]) - Number(b["prediction"]));
}

const remaining = (laws: Rows) => laws.filter((row) => row["remaining"] === 1);
const nameOf = (law: Row) => names[String(law["model"])] ?? String(law["model"]);
const withError = (law: Row) => `${nameOf(law)} (${significant(Number(law["prediction"]))})`;

/** Who predicts best, and whether that is good; the verdict's own words where models are lacking. */
export function lawsSentence(results: Results, verdict: Row): string {
  const laws = lawsOf(results, verdict);
  const left = remaining(laws);
  if (left.length === 0) return String(verdict["models"]);
  const rest = laws.filter((law) => !left.includes(law)).map(withError);
  const others = rest.length > 0 ? `, before ${list(rest)}` : "";
  const said =
    left.length === 1
      ? `Of the laws compared, ${nameOf(left[0]!)} predicts widths that were left out best: error of m ${significant(Number(left[0]!["prediction"]))}${others}.`
      : `These laws predict widths that were left out about equally well, by their error of m: ${list(left.map(withError))}${others}.`;
  return `${said} ${adequacy(left[0]!)}`;
}

function adequacy(best: Row): string {
  const known = Number(best["error"]);
  const ratio = Number(best["prediction"]) / known;
  return ratio > poor
    ? `The curves are known to ${significant(known)}, so even the best is off by ${significant(ratio)} times that: none describes them.`
    : `The curves themselves are known to ${significant(known)}.`;
}

/** A title for the chart of the models. */
export function lawsTitle(results: Results, verdict: Row): string {
  const laws = lawsOf(results, verdict);
  const left = remaining(laws);
  if (left.length === 0) return String(verdict["models"]).split(/:| \(/)[0]!;
  const ratio = Number(left[0]!["prediction"]) / Number(left[0]!["error"]);
  const fit = ratio > poor ? "but poorly" : "about as well as they are known";
  return left.length === 1
    ? `${sentenceCase(nameOf(left[0]!))} predicts left-out widths best, ${fit}`
    : `${sentenceCase(list(left.map(nameOf)))} are not told apart`;
}

/** Why the verdict is "undecided"; empty where it is not, or where the sentences say it already. */
export function whyUndecided(results: Results, verdict: Row): string {
  if (verdict["verdict"] !== "undecided") return "";
  const left = remaining(lawsOf(results, verdict));
  if (left.length === 0) return "";
  const abrupt = left.filter((law) => !smooth.includes(String(law["model"])));
  if (abrupt.length === left.length && left.length === 1)
    return left[0]!["model"] === "jump"
      ? "The jump predicts best, but runs of two kinds, which a jump needs, are not seen."
      : `${sentenceCase(nameOf(left[0]!))} predicts best, but a transition is accepted only where the curves collapse as well.`;
  if (abrupt.length === left.length)
    return `Laws of different transitions, ${list(left.map(nameOf))}, are not told apart.`;
  return `Laws of a transition and of a smooth change, ${list(left.map(nameOf))}, are not told apart.`;
}
