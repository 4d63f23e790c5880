/** What the comparison says, from the data. */
import { list, percent, sentenceCase, several, significant } from "../format.js";
import { isRejected } from "../inputs/combinations.js";
import { groupBy } from "../rows.js";
import type { SectionText } from "../text/text.js";
import { collapsedRows } from "./collapsed.js";
import { type Entry, type Fitted, isFitted } from "./entries.js";

/** "3 experiments, 6 series: 2 crossover, 4 undecided." */
export function comparisonHeadline(entries: readonly Entry[]): string {
  const runs = new Set(entries.map(({ run }) => run.name)).size;
  const words = groupBy(entries, ({ verdict }) =>
    verdict ? String(verdict["verdict"]) : "without a verdict",
  );
  const counts = [...words].map(([word, own]) => `${own.length} ${word}`);
  return `${several(runs, "experiment")}, ${several(entries.length, "series", "series")}: ${list(counts)}.`;
}

export function comparisonTexts(entries: readonly Entry[]): Readonly<Record<string, SectionText>> {
  return { exponents: exponents(entries.filter(isFitted)), critical: critical(entries) };
}

function exponents(fitted: readonly Fitted[]): SectionText {
  if (fitted.length === 0) return { lead: "", titles: {} };
  const rejected = fitted.filter(({ collapse }) => isRejected(collapse.verdict)).length;
  const said = `${rejected} of ${several(fitted.length, "collapse")} ${rejected === 1 ? "is" : "are"} rejected`;
  const shared =
    fitted.length > 1
      ? ` Pairs whose intervals overlap: ${overlaps(fitted, "sharpening")} in 1/ν, ${overlaps(fitted, "decay")} in β/ν. Overlap is no proof of a shared class, and an exponent of a rejected collapse describes no transition.`
      : "";
  const accepted = fitted.filter(({ collapse }) => !isRejected(collapse.verdict));
  const range = (pick: (f: Fitted) => number) => {
    const values = accepted.map(pick);
    return `${significant(Math.min(...values))} to ${significant(Math.max(...values))}`;
  };
  const names = (own: readonly Fitted[]) => list(own.map(({ name }) => name));
  const apart = fitted.filter((entry) => collapsedRows([entry]).length === 0);
  const left =
    apart.length > 0
      ? ` Not among the collapsed curves, because they do not rise through 1/2 beyond p_c: ${names(apart)}.`
      : "";
  return {
    lead: `${sentenceCase(said)}.${shared}${left}`,
    titles: {
      exponents:
        accepted.length > 1
          ? `1/ν is ${range((f) => f.collapse.sharpening[0])}, β/ν ${range((f) => f.collapse.decay[0])}; ${said}`
          : accepted.length === 1
            ? `1/ν and β/ν of ${accepted[0]!.name} beside known classes; ${said}`
            : "",
    },
  };
}

/** "2 of 6" */
function overlaps(fitted: readonly Fitted[], name: "sharpening" | "decay"): string {
  const known = fitted
    .map(({ collapse }) => collapse[name])
    .filter(([, lower]) => Number.isFinite(lower));
  const pairs = known.flatMap((a, i) => known.slice(i + 1).map((b) => [a, b] as const));
  const together = pairs.filter(([a, b]) => a[1] <= b[2] && b[1] <= a[2]);
  return `${together.length} of ${pairs.length}`;
}

function critical(entries: readonly Entry[]): SectionText {
  const found = entries.flatMap(({ name, critical: of }) =>
    of ? [{ name, value: of.value }] : [],
  );
  if (found.length === 0) return { lead: "", titles: {} };
  const byValue = found.toSorted((a, b) => a.value - b.value);
  const [low, high] = [byValue[0]!, byValue.at(-1)!];
  const lead =
    found.length === 1
      ? `${low.name} loses half of its function at ${percent(low.value)} density.`
      : `Half of the function is lost between ${percent(low.value)} density (${low.name}) and ${percent(high.value)} (${high.name}), at the width nearest to 1.`;
  return { lead, titles: {} };
}
