/** Sentences about the kind of the transition. */
import { list } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { Row } from "../rows.js";
import { lawsSentence, lawsTitle, whyUndecided } from "./laws.js";
import type { SectionText } from "./text.js";

/** Short answers to "is there a transition?", by the verdict's word. */
export const verdictAnswers: Readonly<Record<string, string>> = {
  "continuous transition": "Yes, a continuous one",
  "first-order jump": "Yes, a jump (first order)",
  "BKT-like transition": "Yes, a BKT-like one",
  crossover: "No: a gradual crossover",
  "crossover towards zero": "No: a gradual crossover, whose place goes to zero with size",
  "no collapse": "No collapse within the levels",
  undecided: "Undecided",
};

/** Verdict of a series after fine-tuning (or of a table of observations). */
export function verdictOf(results: Results, label = results.primary?.label): Row | undefined {
  return results
    .rows("verdict")
    .find((row) => row["series"] === label && row["phase"] !== "before");
}

export function verdict(results: Results): SectionText {
  const found = verdictOf(results);
  if (!found)
    return {
      lead: "No verdict table was given, so the kind of the transition is left open.",
      titles: {},
    };
  const part = (name: string) => String(found[name]);
  return {
    lead: [
      `Verdict for ${results.primary!.phrase} after fine-tuning: ${part("verdict")}.`,
      whyUndecided(results, found),
      part("collapse"),
      lawsSentence(results, found),
      part("place"),
      part("jump"),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    titles: {
      collapse: firstClause(part("collapse")),
      models: lawsTitle(results, found),
    },
  };
}

/** What stands before the first colon or bracket, without its full stop. */
function firstClause(text: string): string {
  return text.split(/:| \(/)[0]!.replace(/\.$/, "");
}

/** "Other series: random (crossover)." for the series that the answer does not speak of. */
export function otherVerdicts(results: Results): string {
  const others = results.series.slice(1).flatMap((s) => {
    const row = verdictOf(results, s.label);
    return row ? [`${s.label} (${row["verdict"]})`] : [];
  });
  return others.length > 0 ? `Other series: ${list(others)}.` : "";
}
