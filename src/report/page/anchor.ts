import { type Html, html } from "../html.js";

/** The id of what a heading says, which is its name: the link in it is none of it. */
export const nameOf = (id: string) => `name-${id}`;

/** What a heading says, and a link to it, to be copied. */
export function linked(id: string, inner: Html | string, what: string): Html {
  return html`<span id="${nameOf(id)}">${inner}</span> <a class="anchor" href="#${id}" aria-label="Link to ${what}">#</a>`;
}
