/** The table under the headline: one row a width, and what it takes to work. */
import { count, percent } from "./format.js";
import { type Html, html } from "./html.js";
import type { Results } from "./results.js";
import type { LabelledSeries } from "./series.js";
import { degreeOf, densityOf, weightsOf } from "./text/text.js";

export function summaryTable(results: Results): Html {
  const series = results.primary;
  if (!series || results.widths.length === 0) return html``;
  const others = results.series.slice(1);
  return html`<div class="scroll"><table>
<caption>Half-recovery of ${series.label} pruning: where the order parameter falls through 1/2${confidence(results)}.</caption>
<thead><tr><th scope="col">Width</th><th scope="col">Hidden units</th><th scope="col">Weights</th><th scope="col">Dense accuracy</th><th scope="col">p<sub>c</sub>, density</th><th scope="col">in surviving weights</th><th scope="col">in mean degree</th>${others.map((o) => html`<th scope="col">p<sub>c</sub>, ${o.label}</th>`)}</tr></thead>
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
  return html`<tr><th scope="row">${width}</th><td>${constant("hidden_units")}</td><td>${constant("prunable_weights")}</td><td>${accuracy ? percent(accuracy.mean, 3) : ""}</td>${[
    estimateCell(results, series, width, "density", densityOf),
    estimateCell(results, series, width, "weights", weightsOf),
    estimateCell(results, series, width, "mean_degree", degreeOf),
    ...others.map((other) => estimateCell(results, other, width, "density", densityOf)),
  ]}</tr>
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
