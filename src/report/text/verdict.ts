/** Sentences about the kind of the transition. */
import { list } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { Row } from "../rows.js";
import { firstClause, lawsTitle } from "./laws.js";
import type { SectionText } from "./text.js";

/** Short answers to "is there a transition?", by the verdict's word. */
export const verdictAnswers: Readonly<Record<string, string>> = {
  "continuous transition": "Yes, a continuous one",
  "first-order jump": "Yes, a jump (first order)",
  "BKT-like transition": "Yes, a BKT-like one",
  "transition, kind open": "Yes, but of what kind is open",
  crossover: "No: a gradual crossover",
  "crossover towards zero":
    "No: a gradual crossover, at a density that falls with size with no limit seen",
  "no collapse": "No collapse within the levels",
  undecided: "Undecided",
};

/** Verdict of a series after fine-tuning (or of a table of observations). */
export function verdictOf(results: Results, label = results.primary?.label): Row | undefined {
  return results
    .rows("verdict")
    .find((row) => row["series"] === label && row["phase"] !== "before");
}

/** What the verdict rests on, in the order in which the page says it. */
export const evidence = [
  "open",
  "collapse",
  "models",
  "sharpening",
  "place",
  "jump",
  "power",
] as const;

/** These of its sentences, as far as there are such. */
export function evidenceOf(verdict: Row, names: readonly (typeof evidence)[number][]): string {
  const said = names
    .map((name) => String(verdict[name] ?? ""))
    .filter((sentence) => sentence !== "");
  return said
    .filter((sentence, i) => !said.slice(0, i).some((s) => sameReason(s, sentence)))
    .join(" ");
}

/** "No collapse: one size only." after "Laws could not be compared: one size only.": once is enough. */
function sameReason(first: string, second: string): boolean {
  const reason = (sentence: string) => sentence.slice(sentence.indexOf(": ") + 1);
  return first.includes(": ") && second.includes(": ") && reason(first) === reason(second);
}

export function verdict(results: Results): SectionText {
  const found = verdictOf(results);
  if (!found)
    return {
      lead: "No verdict table was given, so the kind of the transition is left open.",
      titles: {},
    };
  const { phrase } = results.primary!;
  const of = found["phase"] === "given" ? "" : ` for ${phrase} after fine-tuning`;
  return {
    lead: `Verdict${of}: ${found["verdict"]}. ${evidenceOf(found, evidence)}`,
    titles: {
      ...(found["sharpening"]
        ? { transition: firstClause(evidenceOf(found, ["sharpening"])) }
        : {}),
      collapse: firstClause(evidenceOf(found, ["collapse"])),
      models: lawsTitle(results, found),
    },
  };
}

/** "Other series: random (crossover)." for the series that the answer does not speak of. */
export function otherVerdicts(results: Results): string {
  const others = results.series.slice(1).flatMap((s) => {
    const row = verdictOf(results, s.label);
    return row ? [`${s.label} (${row["verdict"]})`] : [];
  });
  return others.length > 0 ? `Other series: ${list(others)}.` : "";
}
