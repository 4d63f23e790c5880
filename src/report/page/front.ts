/** The first screen: verdict and answers on the left, the two pictures on the right, what was run. */
import type { JsonObject, Section } from "../charts/charts.js";
import { type Html, html, sentence } from "../html.js";
import type { Results } from "../inputs/results.js";
import { type Answer, answersOf, type Sureness } from "../text/answers.js";
import { frontSentences } from "../text/front.js";
import { ownNetworks } from "../text/own-networks.js";
import { runInWords } from "../text/run.js";
import { explained, type Term } from "./glossary.js";

const surenessWords: Readonly<Record<Sureness, string>> = {
  firm: "Firm",
  open: "Open",
  none: "Not tested",
};

export interface FrontParts {
  readonly results: Results;
  readonly settings: JsonObject | undefined;
  /** What the report is called. */
  readonly name: string;
  readonly terms: readonly Term[];
  readonly figures: readonly Html[];
}

export function front({ id }: Section, parts: FrontParts): Html {
  const { results, settings, name, terms, figures } = parts;
  const [first, ...rest] = frontSentences(results);
  const run = runInWords(results, settings);
  const own = ownNetworks(settings);
  return html`<section id="${id}" class="front" data-contents="${id}">
<div class="said"><p class="name">${name}</p>
<h1>${sentence(first!)}${rest.length > 0 ? html` <span>${sentence(rest.join(" "))}</span>` : ""}</h1>
<ol class="answers">${answersOf(results).map((one) => answer(one, terms))}</ol></div>
${figures.length > 0 ? html`<div class="pictures">${figures}</div>` : ""}
${run ? html`<p class="run">${explained(run, terms)}</p>` : ""}
${own ? html`<p class="run">${explained(own, terms)}</p>` : ""}
</section>
`;
}

/** The whole is a link to its evidence; terms in it lie above the link. */
function answer({ id, question, text, sure, why }: Answer, terms: readonly Term[]): Html {
  return html`<li><h2><a href="#${id}">${question}</a></h2>
<p>${explained(text, terms)}</p>
<p class="sure"><span class="mark ${sure}">${surenessWords[sure]}</span> ${explained(why, terms)}</p></li>
`;
}
