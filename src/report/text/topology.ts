/** Does topology decide? What the null models and the predictions say, short and in full. */
import { untested, withinMargin } from "../../null-model/paired.js";
import { sideWords } from "../../null-model/side.js";
import { toldRows } from "../data/starts.js";
import { list, significant } from "../format.js";
import type { Results } from "../inputs/results.js";
import { sampleSentence } from "../inputs/samples.js";
import type { Row, Rows } from "../rows.js";
import { example } from "./text.js";

/** Sides of p_c in the order of the sentence. */
const sides = ["far-above", "above", "at", "below"] as const;

/** For example "Degrees help above p_c and suffice nowhere."; empty without null models. */
export function topologyShort(results: Results): string {
  const of = example(results);
  const own = toldRows(results.rows("equivalence")).filter(
    (row) =>
      row["scope"] === "side" && row["series"] === of?.series.label && row["width"] === of?.width,
  );
  const against = (second: string) =>
    own.filter((row) => row["first"] === "degrees" && row["second"] === second);
  const [help, suffice] = [against("layer-random"), against("learned")];
  if (help.length === 0 || suffice.length === 0) return "";
  const tested = (rows: Rows) => rows.filter((row) => !untested.includes(String(row["verdict"])));
  const helps = where(help, (verdict) => verdict === "higher");
  const enough = where(
    suffice,
    (verdict) => withinMargin.includes(verdict) || verdict === "higher",
  );
  if (tested(help).length === 0 && tested(suffice).length === 0)
    return "Of degrees the null models say nothing.";
  const helping = helps
    ? `help ${helps}`
    : decided(tested(help))
      ? "alone do not help"
      : "are not shown to help";
  const sufficient = enough
    ? `suffice ${enough}`
    : decided(tested(suffice))
      ? "suffice nowhere"
      : "are not shown to suffice";
  return `Degrees ${helping} and ${sufficient}.`;
}

/** Whether every test has an answer. */
const decided = (rows: Rows) =>
  rows.length > 0 && rows.every((row) => row["verdict"] !== "undecided");

/** "above and below p_c" for the sides whose verdict passes; empty where none does. */
function where(rows: Rows, passes: (verdict: string) => boolean): string {
  const found = sides.filter((side) =>
    rows.some((row: Row) => row["side"] === side && passes(String(row["verdict"]))),
  );
  return found.length === 0
    ? ""
    : `${list(found.map((side) => sideWords[side].replace(/ p_c$/, "")))} p_c`;
}

/** Whether topology decides: the null ladder first, then predictions; one sentence each. */
export function topologyAnswers(results: Results): string[] {
  const given = results.tables.equivalence?.attribute("sentences");
  const ladder = Array.isArray(given) ? given.map(String).slice(0, 1) : [];
  const criterion = results.primary?.criterion;
  const predicted = results.rows("predictions").filter((row) => row["criterion"] === criterion);
  return [
    ...(ladder.length > 0 ? ladder : [withoutLadder(results)]),
    ...(["order_parameter", "critical_density"] as const).flatMap((target) =>
      predictionSentence(predicted, target).map(
        (sentence) =>
          sentence + sampleSentence(results.tables.predictions, { target, criterion: criterion! }),
      ),
    ),
  ];
}

function withoutLadder({ tables }: Results): string {
  return tables.equivalence
    ? "The null models say nothing in words about degrees."
    : "Not tested by null models in this run.";
}

/** What the prediction of a target from the graph says, in the words of its verdict and with its control. */
export function predictionSentence(
  rows: Rows,
  target: "order_parameter" | "critical_density",
): string[] {
  const of = (predictors: string) =>
    rows.find(
      (row) =>
        row["target"] === target && row["scheme"] === "cells" && row["predictors"] === predictors,
    );
  const [base, graph] = [of("base"), of("graph")];
  if (!base || !graph) return [];
  const what = target === "order_parameter" ? "m" : "ln p_c (from the dense network)";
  if (typeof graph["error"] !== "number" || typeof base["error"] !== "number")
    return [`Predicting ${what} of cells left out: ${graph["verdict"]}.`];
  const exchanged = `${significant(Number(graph["exchanged"]))} with the metrics of other cells of the same width`;
  return [
    `Predicting ${what} of cells left out, the graph is ${graph["verdict"]}: mean error ${significant(graph["error"])} against ${significant(base["error"])}, and ${exchanged} (p = ${significant(Number(graph["p"]))}).`,
  ];
}
