/** Terms are explained where they stand: the first of each in a text is a button with its meaning. */
import { UserError } from "../../error.js";
import { isObject, type Json, readJson, reportsFolder } from "../charts/charts.js";
import { type Html, html, Html as Markup, sentence } from "../html.js";

export interface Term {
  readonly id: string;
  readonly term: string;
  /** The term and its other forms, longest first. */
  readonly forms: readonly string[];
  readonly text: string;
}

/** @throws UserError where reports/terms.json is no list of terms. */
export function readTerms(): Term[] {
  const path = `${reportsFolder}terms.json`;
  const found = readJson(path);
  if (!Array.isArray(found)) throw new UserError(`${path}: expected a list of terms`);
  return found.map((one: Json) => {
    const { term, also, text } = isObject(one) ? one : {};
    if (typeof term !== "string" || typeof text !== "string" || !Array.isArray(also))
      throw new UserError(
        `${path}: expected term, also and text of each, found ${JSON.stringify(one)?.slice(0, 80)}`,
      );
    const forms = [term, ...also.map(String)].sort((a, b) => b.length - a.length);
    return { id: `term-${term.toLowerCase().replace(/\W+/g, "-")}`, term, forms, text };
  });
}

/** Typeset as by `sentence`, with a button on the first occurrence of every term. */
export function explained(text: string, terms: readonly Term[]): Html {
  const forms = terms
    .flatMap((term) => term.forms.map((form) => ({ form, term })))
    .sort((a, b) => b.form.length - a.form.length);
  if (forms.length === 0) return sentence(text);
  const quoted = (form: string) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const any = new RegExp(
    `(?<![\\w-])(${forms.map(({ form }) => quoted(form)).join("|")})(?![\\w-])`,
  );
  const seen = new Set<Term>();
  const parts: Html[] = [];
  let rest = text;
  for (let match = any.exec(rest); match; match = any.exec(rest)) {
    const term = forms.find(({ form }) => form === match![1])!.term;
    const end = match.index + match[1]!.length;
    const word = rest.slice(match.index, end);
    parts.push(
      sentence(rest.slice(0, match.index)),
      seen.has(term) ? sentence(word) : button(term, word),
    );
    seen.add(term);
    rest = rest.slice(end);
  }
  return new Markup([...parts, sentence(rest)].map((part) => part.text).join(""));
}

function button({ id }: Term, word: string): Html {
  return html`<button type="button" class="term" aria-describedby="${id}">${sentence(word)}</button>`;
}

/** All terms; what the buttons show is taken from here. */
export function glossary(terms: readonly Term[]): Html {
  return html`<dl class="terms">${terms.map(
    ({ id, forms, term, text }) =>
      html`<dt>${sentence([term, ...forms.filter((form) => form !== term)].join(", "))}</dt><dd id="${id}">${sentence(text)}</dd>
`,
  )}</dl>`;
}
