/** What the reader can choose in all charts at once: a width, a kind of pruning, a seed. */
import type { Data } from "../charts/needs.js";
import { type Html, html } from "../html.js";
import type { Results } from "../inputs/results.js";

/** Nothing where there is nothing to choose. */
export function chooser({ widths, series }: Results, { seeds }: Data): Html {
  const numbers = typeof seeds === "object" ? seeds.map((row) => Number(row["seed"])) : [];
  const all = [...new Set(numbers)].sort((a, b) => a - b);
  const parts = [
    ...(widths.length > 1 ? [widthButtons(widths)] : []),
    ...(series.length > 1
      ? [
          selector(
            "series",
            "Pruning",
            series.map(({ label }) => label),
          ),
        ]
      : []),
    ...(all.length > 1 ? [selector("seed", "Seed", ["none", ...all])] : []),
  ];
  if (parts.length === 0) return html``;
  return html`<div class="widths" role="group" aria-label="Highlight in all charts">${parts}</div>`;
}

function widthButtons(widths: readonly number[]): Html {
  return html`<span>Highlight width</span> ${widths.map(
    (width) =>
      html`<button type="button" data-width="${width}" aria-pressed="false">${width}</button> `,
  )}`;
}

function selector(name: string, label: string, values: readonly (string | number)[]): Html {
  return html`<label>${label} <select name="chosen-${name}">${values.map(
    (value) => html`<option value="${value}">${value}</option>`,
  )}</select></label> `;
}
