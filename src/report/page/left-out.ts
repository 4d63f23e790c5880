/** What is not in the report, in one line at its end; the reasons are folded away. */
import type { Section } from "../charts/charts.js";
import { list } from "../format.js";
import { type Html, html, sentence } from "../html.js";

/** @param missing chart -> why it is not drawn. */
export function leftOut(
  sections: readonly Section[],
  missing: ReadonlyMap<string, string>,
  others: readonly string[] = [],
): Html {
  if (missing.size === 0 && others.length === 0) return html``;
  // Chart, or section without any -> the narrowest heading that it stands under.
  const named = new Map(sections.map(({ id, title }) => [id, title]));
  for (const { title, charts, topics } of sections)
    for (const topic of [{ title, charts }, ...topics])
      for (const { id } of topic.charts) named.set(id, topic.title);
  const titles = [...new Set([...missing.keys()].map((id) => named.get(id) ?? id))];
  const reasons = [...new Set([...missing.values(), ...others])];
  const what = titles.length > 0 ? list(titles.map(lower)) : "some tables";
  return html`<details class="left-out" id="left-out"><summary>Not in this report, or not in full: ${what}.</summary>
<ul>${reasons.map((reason) => html`<li>${sentence(reason)}</li>`)}</ul></details>
`;
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
