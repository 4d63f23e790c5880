/** In which settings the runs differ: a row a setting, a column a run. */
import { several } from "../format.js";
import { type Html, html } from "../html.js";
import { flatten } from "../page/provenance.js";
import { folded } from "../tables/sortable.js";
import type { Run } from "./runs.js";

/** Settings whose values are not the same in all runs; the name of the run is no setting. */
export function differences(
  runs: readonly Run[],
): { readonly name: string; readonly values: readonly string[] }[] {
  const all = runs.map(({ settings }) => new Map(flatten(settings)));
  const names = [...new Set(all.flatMap((own) => [...own.keys()]))].filter(
    (name) => name !== "name",
  );
  return names
    .map((name) => ({ name, values: all.map((own) => own.get(name) ?? "not set") }))
    .filter(({ values }) => new Set(values).size > 1);
}

export function differencesTable(runs: readonly Run[]): Html {
  if (runs.length < 2) return html``;
  const found = differences(runs);
  if (found.length === 0) return html`<p class="note">All runs have the same settings.</p>`;
  return folded(
    `${several(found.length, "setting")} in which the runs differ`,
    html`<div class="scroll" tabindex="0" role="region" aria-label="Settings that differ"><table>
<thead><tr><th scope="col">Setting</th>${runs.map(({ name }) => html`<th scope="col" class="text">${name}</th>`)}</tr></thead>
<tbody>
${found.map(
  ({
    name,
    values,
  }) => html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td class="text wrap">${value}</td>`)}</tr>
`,
)}</tbody></table></div>`,
  );
}

/** A checkbox a run; reports/compare.js hides the runs that are not ticked. */
export function runBoxes(runs: readonly Run[]): Html {
  if (runs.length < 2) return html``;
  return html`<form id="runs-shown" class="runs-shown" aria-label="Runs that the charts show">${runs.map(
    ({ name }) => html`<label><input type="checkbox" name="${name}" checked> ${name}</label> `,
  )}</form>
`;
}
