/** The bar that stays in sight: contents, what all charts show, the colours. */
import { type Html, html } from "../html.js";
import type { View } from "./view.js";

export interface BarParts {
  readonly contents: readonly { readonly id: string; readonly contents: string }[];
  /** Null on a page whose charts have nothing in common to choose. */
  readonly view: View | null;
}

/** What control parameters are called where they are chosen. */
const controlNames: Readonly<Record<string, string>> = {
  density: "density",
  weights: "surviving weights",
  mean_degree: "mean degree",
  effective_density: "effective density",
};

export function bar({ contents, view }: BarParts): Html {
  const chooses = view?.first ? view : undefined;
  return html`<header class="bar">
<div class="line"><nav aria-label="Contents"><ul>${contents.map(
    ({ id, contents: name }) => html`<li><a href="#${id}">${name}</a></li>`,
  )}</ul></nav>
${chooses ? html`<button type="button" class="unfold" aria-expanded="false" aria-controls="view">View</button>` : ""}<button type="button" class="theme" aria-label="Colours: as the system" title="Colours: as the system">◐</button></div>
${chooses ? viewForm(chooses) : ""}</header>`;
}

function viewForm({ series, widths, seeds, controls, curves, first }: View): Html {
  const start = curves.find((c) => c.series === first!.series && c.width === first!.width)!;
  const at = start.levels.findIndex(({ level }) => level === first!.level);
  return html`<form id="view" class="view" aria-label="What all charts show">
${select(
  "series",
  "Pruning",
  series.map((label) => [label, label]),
)}${select("width", "Width", [["", "all"], ...widths.map((w): Pair => [w, String(w)])], 2)}${select(
  "seed",
  "Seed",
  [["", "mean"], ...seeds.map((s): Pair => [s, String(s)])],
  2,
)}${select(
  "against",
  "Against",
  controls.map((name): Pair => [name, controlNames[name]!]),
)}<label class="slider"><span>Level</span><input type="range" name="level" min="0" max="${start.levels.length - 1}" step="1" value="${at}"></label><button type="button" name="play" aria-pressed="false" aria-label="Play the levels">▶</button><output name="where" for="level"></output>
</form>`;
}

type Pair = readonly [value: string | number, label: string];

/** Nothing to choose where there is one option, or only one beside that for all. */
function select(name: string, label: string, options: readonly Pair[], all = 1): Html {
  const hidden = options.length <= all ? html` hidden` : "";
  return html`<label class="choice"${hidden}><span>${label}</span> <select name="${name}">${options.map(
    ([value, text]) => html`<option value="${value}">${text}</option>`,
  )}</select></label> `;
}
