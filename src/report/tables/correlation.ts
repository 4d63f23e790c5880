/** The correlations as a table that sorts by a click: a row a metric, three columns a method. */
import { labelOf } from "../charts/labels.js";
import { correlation, count, list, probability, several } from "../format.js";
import { type Html, html } from "../html.js";
import { type Correlation, isSignificant, methodName } from "../inputs/correlations.js";
import { groupBy } from "../rows.js";

/** One table for each criterion. */
export function correlationTables(correlations: readonly Correlation[]): Html[] {
  const groups = groupBy(correlations, (c) => `${c.criterion}\n${c.target}`);
  return [...groups.values()].map((rows, i) => {
    const { criterion, target } = rows[0]!;
    return html`<details class="more"${i === 0 ? html` open` : ""}><summary>All ${count(new Set(rows.map((c) => c.metric)).size)} metrics against ${labelOf(target)}, ${criterion} pruning</summary>
${table(rows)}</details>`;
  });
}

function table(rows: readonly Correlation[]): Html {
  const methods = [...groupBy(rows, (c) => methodName(c.method, c.control)).keys()];
  const metrics = [...groupBy(rows, (c) => c.metric)];
  let column = 0;
  const head = (text: string, kind = "") =>
    html`<th scope="col" class="${kind}"><button type="button" data-column="${column++}">${text}</button></th>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Correlations with ${labelOf(rows[0]!.target)}, ${rows[0]!.criterion} pruning"><table class="sortable">
<caption><span>${sizes(rows)}. q: Benjamini-Hochberg over the metrics of the method. A click on a heading sorts.</span></caption>
<thead><tr><td></td>${methods.map((method) => html`<th scope="colgroup" colspan="3">${method}</th>`)}</tr>
<tr>${head("metric", "text")}${methods.map(() => [head("ρ"), head("p"), head("q, verdict")])}</tr></thead>
<tbody>
${metrics.map(
  ([
    metric,
    found,
  ]) => html`<tr><th scope="row">${labelOf(metric)}</th>${methods.map((method) => cells(found.find((c) => methodName(c.method, c.control) === method)))}</tr>
`,
)}</tbody></table></div>`;
}

function sizes(rows: readonly Correlation[]): string {
  const most = (name: "cells" | "observations") => Math.max(...rows.map((row) => row[name]));
  return list([
    `Up to ${several(most("cells"), "cell")}`,
    several(most("observations"), "observation"),
  ]);
}

function cells(c: Correlation | undefined): Html {
  if (!c || !Number.isFinite(c.rho))
    return html`<td data-value=""></td><td data-value=""></td><td data-value="" class="faint"><small class="verdict">${c?.verdict ?? "not tested"}</small></td>`;
  const interval = Number.isFinite(c.lower)
    ? html` <small>${correlation(c.lower)} to ${correlation(c.upper)}</small>`
    : "";
  const tested = (p: number) => (Number.isFinite(p) ? probability(p) : "");
  const value = (p: number) => (Number.isFinite(p) ? p : "");
  const kind = isSignificant(c) ? "" : "faint";
  return html`<td class="${kind}" data-value="${c.rho}">${correlation(c.rho)}${interval}</td><td class="${kind}" data-value="${value(c.p)}">${tested(c.p)}</td><td class="${kind}" data-value="${value(c.q)}">${tested(c.q)} <small class="verdict">${c.verdict}</small></td>`;
}
