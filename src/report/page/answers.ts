/** The first screen's answers: is there a transition, where, of what kind, does topology decide. */
import { type Html, html, sentence } from "../html.js";
import type { Results } from "../inputs/results.js";
import { place } from "../text/place.js";
import { withoutCritical } from "../text/text.js";
import { topologyAnswers, topologyShort } from "../text/topology.js";
import { evidenceOf, otherVerdicts, verdictAnswers, verdictOf } from "../text/verdict.js";

export function answers(results: Results): Html {
  if (!results.primary) return html``;
  const all: readonly (readonly [question: string, short: string, more: readonly string[]])[] = [
    ["Is there a transition?", ...isThere(results)],
    ["Where?", ...where(results)],
    ["Of what kind?", ...kind(results)],
    ["Does topology decide?", topologyShort(results), topologyAnswers(results)],
  ];
  return html`<dl class="answers">${all.map(
    ([
      question,
      short,
      more,
    ]) => html`<div><dt>${question}</dt><dd>${short ? html`<strong>${sentence(short)}</strong> ` : ""}${sentence(more.filter((m) => m !== "").join(" "))}</dd></div>
`,
  )}</dl>`;
}

type Answer = [short: string, more: readonly string[]];

function isThere(results: Results): Answer {
  const found = verdictOf(results);
  if (!found) return ["", ["Not judged: no verdict table was given to this report."]];
  const word = String(found["verdict"]);
  return [
    `${verdictAnswers[word] ?? word}.`,
    [evidenceOf(found, ["open", "collapse", "sharpening", "power"]), otherVerdicts(results)],
  ];
}

function where(results: Results): Answer {
  const { short, more } = place(results, results.primary!);
  if (short !== "") return [short, more];
  return ["", [withoutCritical(results).lead, evidenceOf(verdictOf(results) ?? {}, ["place"])]];
}

function kind(results: Results): Answer {
  const found = verdictOf(results);
  if (!found) return ["", ["Not judged: no verdict table was given to this report."]];
  return ["", [evidenceOf(found, ["models", "jump"])]];
}
