/** What each chapter says: one sentence, and three rows of evidence. */
import { list, sentenceCase } from "../format.js";
import { lawName, standingOf } from "../inputs/laws.js";
import type { Results } from "../inputs/results.js";
import { firstClause, lawsOf, lawsTitle } from "./laws.js";
import { place, placeRows } from "./place.js";
import { densityOf } from "./text.js";
import { topologyAnswers, topologyShort } from "./topology.js";
import { evidenceOf, otherVerdicts, verdictAnswers, verdictOf } from "./verdict.js";

export interface ChapterText {
  readonly sentence: string;
  /** What was asked, and what was found. */
  readonly rows: readonly (readonly [asked: string, found: string])[];
}

export const chapterTexts: Readonly<Record<string, (results: Results) => ChapterText>> = {
  transition,
  place: where,
  kind,
  topology,
};

const notJudged: ChapterText = {
  sentence: "Not judged: no verdict table was given to this report.",
  rows: [],
};

function told(rows: ChapterText["rows"]): ChapterText["rows"] {
  return rows.filter(([, found]) => found !== "");
}

function transition(results: Results): ChapterText {
  const found = verdictOf(results);
  if (!found) return notJudged;
  const word = String(found["verdict"]);
  const others = otherVerdicts(results);
  return {
    sentence: `${verdictAnswers[word] ?? word}.${others ? ` ${others}` : ""}`,
    rows: told([
      word === "undecided"
        ? ["Why undecided?", evidenceOf(found, ["open"])]
        : ["Do the curves of all widths collapse onto one?", evidenceOf(found, ["collapse"])],
      ["Does the fall narrow with size?", evidenceOf(found, ["sharpening"])],
      ["Would this analysis find a transition?", evidenceOf(found, ["power"])],
    ]),
  };
}

function where(results: Results): ChapterText {
  const series = results.primary;
  if (!series) return { sentence: "", rows: [] };
  const { short, more } = place(results, series);
  const reason = results.estimate(series, results.widths.at(-1) ?? 1)?.verdict;
  if (short === "")
    return {
      sentence: `No width has a half-recovery density${reason ? `: ${reason}` : ""}.`,
      rows: [],
    };
  const others = results.series.slice(1).flatMap((other): [string, string][] => {
    const critical = results.critical(other, results.widths.at(-1)!);
    return critical
      ? [[`${sentenceCase(other.phrase)}, the same width`, `${densityOf(critical)} density.`]]
      : [];
  });
  return {
    sentence: [short, ...more.slice(0, 1)].filter((text) => text !== "").join(" "),
    rows: told([...placeRows(results, series), ...others]).slice(0, 3),
  };
}

function kind(results: Results): ChapterText {
  const found = verdictOf(results);
  if (!found) return notJudged;
  const laws = lawsOf(results, found);
  const named = (standing: readonly string[]) =>
    list(
      laws
        .filter((law) => standing.includes(standingOf(law)))
        .map((law) => lawName(String(law["model"]))),
    );
  const left = named(["describes", "poor"]);
  const beaten = named(["beaten"]);
  return {
    sentence: `${lawsTitle(results, found) || firstClause(evidenceOf(found, ["models"]))}.`,
    rows: told([
      ["Laws that no other beats", left === "" ? "" : `${sentenceCase(left)}.`],
      ["Laws that are beaten", beaten === "" ? "" : `${sentenceCase(beaten)}.`],
      ["Do single runs jump?", evidenceOf(found, ["jump"])],
    ]),
  };
}

function topology(results: Results): ChapterText {
  const short = topologyShort(results);
  const [ladder = "", ...predictions] = topologyAnswers(results);
  const of = (what: string) => predictions.find((said) => said.includes(what)) ?? "";
  return {
    sentence: short || ladder,
    rows: told([
      ["What do null models say?", short === "" ? "" : ladder],
      ["Does the graph predict m?", of("Predicting m ")],
      ["Does it predict where networks collapse?", of("Predicting ln p_c")],
    ]),
  };
}
