/** A table that sorts by a click on a heading (reports/page.js). */
import { type Html, html, sentence } from "../html.js";

export interface SortableColumn<T> {
  readonly title: string | Html;
  readonly cell: (row: T) => string | Html;
  /** What numbers are sorted by; text columns leave it out. */
  readonly value?: (row: T) => number;
}

/**
 * @param label what the table is, for those who cannot see it.
 * @param cards on a narrow page a row is a card, with the names of the columns in it.
 */
export function sortableTable<T>(
  label: string,
  caption: string | Html,
  columns: readonly SortableColumn<T>[],
  rows: readonly T[],
  cards = false,
): Html {
  const kind = ({ value }: SortableColumn<T>) => (value ? "" : "text");
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="sortable plain${cards ? " cards" : ""}">
<caption><span>${caption}</span></caption>
<thead><tr>${columns.map(
    (column, i) =>
      html`<th scope="col" class="${kind(column)}"><button type="button" data-column="${i}">${column.title}</button></th>`,
  )}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${columns.map((column) => cell(column, row, cards))}</tr>
`,
)}</tbody></table></div>`;
}

function cell<T>({ title, cell: show, value }: SortableColumn<T>, row: T, named: boolean): Html {
  const name =
    named && show(row) !== "" ? html`<span class="of" aria-hidden="true">${title}</span>` : "";
  if (!value) return html`<td class="text wrap">${name}${show(row)}</td>`;
  const number = value(row);
  return html`<td data-value="${Number.isFinite(number) ? number : ""}">${name}${show(row)}</td>`;
}

/** Folded away under `summary`, or open. */
export function folded(summary: string, inner: Html, open = false): Html {
  return html`<details class="more"${open ? html` open` : ""}><summary>${sentence(summary)}</summary>
${inner}</details>`;
}
