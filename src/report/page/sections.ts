/** Sections and topics with their charts: chapters, the appendix, what stands by itself. */
import type { Chart, Section, Topic } from "../charts/charts.js";
import { type Html, html, sentence } from "../html.js";
import type { Results } from "../inputs/results.js";
import { chapterTexts } from "../text/chapters.js";
import { sectionTexts } from "../text/sections.js";
import { linked, nameOf } from "./anchor.js";
import { choicesOf, collapseOf } from "./choices.js";
import { stretched } from "./collapse-form.js";
import { type Drawing, figure } from "./figure.js";
import { explained } from "./glossary.js";
import { partOf } from "./parts.js";

/** What a section becomes: empty where nothing of it can be shown. */
export function sectionHtml(results: Results, section: Section, drawing: Drawing): Html {
  if (section.part === "chapter") return chapter(results, section, drawing);
  const { id, title, topics } = section;
  const without = partOf(id).why?.(results);
  if (without !== undefined) {
    for (const { id: own } of section.charts.length > 0 ? section.charts : [section])
      drawing.missing.set(own, without);
    return html``;
  }
  const own = topicBody(results, section, drawing, 3);
  const folded = topics.map((topic) => topicHtml(results, topic, drawing));
  if (!own && folded.every((inner) => inner.text === "")) return html``;
  return html`<section id="${id}" data-contents="${id}"><h2 aria-labelledby="${nameOf(id)}">${linked(id, title, title)}</h2>
${own ?? ""}${folded}</section>
`;
}

/** One sentence, one chart, three rows; the rest is folded away. */
function chapter(results: Results, section: Section, drawing: Drawing): Html {
  const { id, title, charts, topics } = section;
  const text = chapterTexts[id]?.(results);
  const main = firstOf(charts, (chart) => figureOf(results, chart, drawing, 3));
  const rows = text?.rows ?? [];
  const table =
    rows.length > 0
      ? html`<table class="evidence"><tbody>${rows.map(
          ([asked, found]) =>
            html`<tr><th scope="row">${sentence(asked)}</th><td>${explained(found, drawing.terms)}</td></tr>
`,
        )}</tbody></table>
`
      : "";
  return html`<section id="${id}" class="chapter" data-contents="${id}"><h2 aria-labelledby="${nameOf(id)}">${linked(id, title, title)}</h2>
${text?.sentence ? html`<p class="lead">${explained(text.sentence, drawing.terms)}</p>` : ""}
${main ?? ""}
${table}${topics.map((topic) => topicHtml(results, topic, drawing))}</section>
`;
}

function firstOf<T, U>(all: readonly T[], make: (one: T) => U | undefined): U | undefined {
  for (const one of all) {
    const made = make(one);
    if (made !== undefined) return made;
  }
  return undefined;
}

/** Folded away under its title. */
function topicHtml(results: Results, topic: Topic, drawing: Drawing): Html {
  const body = topicBody(results, topic, drawing, 4);
  if (!body) return html``;
  const { id, title } = topic;
  return html`<details class="topic" id="${id}"><summary><h3>${title}</h3></summary>
${body}</details>
`;
}

/** Lead, controls, figures, tables; undefined where there is neither a figure nor a table. */
function topicBody(
  results: Results,
  { id, charts }: Topic,
  drawing: Drawing,
  level: 3 | 4,
): Html | undefined {
  const { form, tables } = partOf(id);
  const figures = charts.flatMap((chart) => figureOf(results, chart, drawing, level) ?? []);
  const shown = (tables?.(results, drawing.terms) ?? []).filter(({ text }) => text !== "");
  if (figures.length === 0 && shown.length === 0) return undefined;
  const lead = sectionTexts[id]?.(results).lead ?? "";
  return html`${lead ? html`<p>${explained(lead, drawing.terms)}</p>` : ""}
${form?.(results) ?? ""}<div class="figures">
${figures}
</div>
${shown}
`;
}

/** A chart with its title, if some section has words for it. */
export function figureOf(
  results: Results,
  chart: Chart,
  drawing: Drawing,
  level: 2 | 3 | 4,
): Html | undefined {
  const points = drawing.data[chart.main];
  const { form, choices } = collapseOf(results, chart);
  return figure(
    form && typeof points === "object" ? stretched(chart, results, points) : chart,
    {
      title: titlesOf(results).get(chart.id),
      form,
      choices: (rows) => ({
        ...choicesOf(results, rows),
        ...choices(rows),
      }),
      level,
    },
    drawing,
  );
}

const known = new WeakMap<Results, ReadonlyMap<string, string>>();

/** Titles of charts that say what is seen. */
function titlesOf(results: Results): ReadonlyMap<string, string> {
  let titles = known.get(results);
  if (!titles) {
    const all = Object.values(sectionTexts).flatMap((text) => Object.entries(text(results).titles));
    titles = new Map(all.filter(([, title]) => title !== ""));
    known.set(results, titles);
  }
  return titles;
}
