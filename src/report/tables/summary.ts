/** The table under the headline: one row a width, and what it takes to work. */
import { count, percent } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import type { Results } from "../inputs/results.js";
import type { LabelledSeries } from "../inputs/series.js";
import { degreeOf, densityOf, weightsOf } from "../text/text.js";

export function summaryTable(results: Results): Html {
  const series = results.primary;
  if (!series || results.widths.length === 0) return html``;
  const others = results.series.slice(1);
  return html`<p class="note">Half-recovery of ${series.phrase}: where the order parameter falls through 1/2${confidence(results)}.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Critical densities by width"><table>
<thead><tr>${["Width", "p_c, density", "p_c, weights", "p_c, mean degree of all units", ...others.map((o) => `p_c, ${o.label}, density`), "Dense accuracy", "Hidden units", "Prunable weights"].map((name) => html`<th scope="col">${sentence(name)}</th>`)}</tr></thead>
<tbody>
${results.widths.map((width) => row(results, series, others, width))}</tbody></table></div>`;
}

function confidence({ estimates }: Results): string {
  const level = estimates[0]?.confidence;
  return level === undefined ? "" : `, with ${percent(level)} bootstrap intervals over seeds`;
}

function row(
  results: Results,
  series: LabelledSeries,
  others: readonly LabelledSeries[],
  width: number,
): Html {
  const dense = results.curve(series, width)[0];
  const constant = (name: "hidden_units" | "prunable_weights") =>
    dense ? count(results.topology!.uint32(name)[dense.rows[0]!]!) : "";
  const accuracy = results.at(dense, "accuracy");
  return html`<tr><th scope="row">${width}</th>${[
    estimateCell(results, series, width, "density", densityOf),
    estimateCell(results, series, width, "weights", weightsOf),
    estimateCell(results, series, width, "mean_degree", degreeOf),
    ...others.map((other) => estimateCell(results, other, width, "density", densityOf)),
  ]}<td>${accuracy ? percent(accuracy.mean, 3) : ""}</td><td>${constant("hidden_units")}</td><td>${constant("prunable_weights")}</td></tr>
`;
}

function estimateCell(
  results: Results,
  series: LabelledSeries,
  width: number,
  control: string,
  format: typeof densityOf,
): Html {
  const estimate = results.estimate(series, width, { control });
  if (!estimate) return html`<td class="faint">not given</td>`;
  if (!Number.isFinite(estimate.value)) return html`<td class="faint">${estimate.verdict}</td>`;
  const [value, interval] = format(estimate).split(" (");
  return html`<td>${value}${interval ? html` <small>(${interval}</small>` : ""}</td>`;
}
