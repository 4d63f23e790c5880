import { type Html, html } from "../html.js";

/** A link to a heading, to be copied. */
export function anchor(id: string, what: string): Html {
  return html` <a class="anchor" href="#${id}" aria-label="Link to ${what}">#</a>`;
}
