/** The collapse under the reader's hand: controls and places; reports/live.js and its worker fill them. */
import { count } from "../format.js";
import { type Html, html } from "../html.js";
import type { Results } from "../inputs/results.js";
import { type LivePayload, livePayload } from "./payload.js";

const known = new WeakMap<Results, LivePayload | string>();

/** Made once a page: it is asked for several times. */
function payloadOf(results: Results): LivePayload | string {
  const { live } = results.inputs;
  const made = known.get(results) ?? (live ? livePayload(live) : notGiven);
  known.set(results, made);
  return made;
}

const notGiven =
  'The collapse cannot be run in the page: the report was given no dense network with its images; a run gives it them unless the experiment says "report": { "live": false } or its networks were trained elsewhere.';

export function whyNotLive(results: Results): string | undefined {
  const payload = payloadOf(results);
  return typeof payload === "string" ? payload : undefined;
}

/** Read when the section is opened. */
export function liveSettings(results: Results): unknown {
  const payload = payloadOf(results);
  return typeof payload === "string" ? null : { ...payload, series: seriesOf(results, payload) };
}

/** What the bar calls the pruning of each cell. */
function seriesOf({ series }: Results, { architecture, dataset, cells }: LivePayload) {
  return cells.map(
    ({ criterion, pruning }) =>
      series.find(
        (one) =>
          one.criterion === criterion &&
          one.pruning === pruning &&
          one.architecture === architecture &&
          one.dataset === dataset.name,
      )?.label ?? null,
  );
}

export function liveForm(results: Results): Html {
  const payload = payloadOf(results);
  if (typeof payload === "string") return html``;
  const { criteria, form, dense, seed, images, architecture, dataset } = payload;
  const weights = results.inputs.live!.dense.network.weight.length;
  const layers = form.graph
    ? `${form.units.length - 1} layers with weights`
    : `${form.units.join(", ")} units`;
  const network = `${architecture} of ${layers} (width ${dense.width}, seed ${seed}, ${count(weights)} weights)`;
  return html`<p>Prune a network of this run yourself. The page has the dense network ${network}, ${count(images.count)} test images of ${dataset.name} and pcrit’s own engine: what is shown is computed here, while you drag, by the code that made the run.</p>
<details class="topic live" id="live-open"><summary><h3>Start the engine</h3></summary>
<p id="live-not" class="missing" hidden></p>
<form id="live-form" class="live-form" aria-label="Prune a network">
<label class="choice"><span>Criterion</span> <select name="criterion">${criteria.map((name) => html`<option>${name}</option>`)}</select></label>
<label class="slider"><span>Density</span><input type="range" name="density" min="0" max="1000" step="1" value="1000"><output name="where"></output></label>
${
  tunes(payload)
    ? html`<label class="choice"><span>Epochs</span> <input type="number" name="epochs" min="1" max="50" step="1" value="${payload.cells[0]!.training.epochs}"></label>
<button type="button" name="tune">Fine-tune</button> `
    : ""
}
</form>
${tunes(payload) ? "" : html`<p class="note">${whyNoTuning(payload)}</p>`}
<p class="live-said"><output id="live-said" aria-live="polite">The engine starts …</output></p>
<dl class="live-numbers">
<div><dt>Accuracy on <span id="live-images">${count(images.count)}</span> test images</dt><dd><output id="live-accuracy" aria-live="polite"></output></dd></div>
<div><dt>Largest component</dt><dd id="live-giant"></dd></div>
<div><dt>Hidden units on a path</dt><dd id="live-units"></dd></div>
<div><dt>Inputs to outputs</dt><dd id="live-spanning"></dd></div>
</dl>
<div class="live-pictures">
<div><h4>Strongest edges</h4><canvas id="live-graph" role="img" aria-label="The network"></canvas>${sums(payload) ? html`<p class="note">┈ skips: what a residual addition carries past its branch, which is never pruned</p>` : ""}</div>
<div><h4>Accuracy against density, as far as you went</h4><canvas id="live-trace" role="img" aria-label="Accuracy against density"></canvas>
<p class="note"><span class="mark-pruned">○</span> pruned from the dense network, <span class="mark-tuned">●</span> fine-tuned, ┆ levels of the run</p></div>
<div><h4>Confusion</h4><canvas id="live-confusion" role="img" aria-label="Confusion"></canvas></div>
</div>
<div id="live-proof" hidden><h4>The same bytes</h4>
<p class="note">SHA-256 of network.arrow as encoded here, beside that of the run’s own file.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Hashes of the levels made here"><table><thead><tr><th scope="col">level</th><th scope="col">weights</th><th scope="col" class="text">SHA-256 here</th><th scope="col" class="text">of the run</th></tr></thead><tbody></tbody></table></div></div>
<p class="note" id="live-took"></p>
</details>
`;
}

function tunes({ images, cells }: LivePayload): boolean {
  return images.drawn !== undefined && cells.length > 0;
}

function sums({ form }: LivePayload): boolean {
  return form.graph?.layers.some(({ kind }) => kind === "add" || kind === "multiply") ?? false;
}

function whyNoTuning({ images, dataset }: LivePayload): string {
  return images.drawn === undefined
    ? `Fine-tuning needs the training images of ${dataset.name}, which are not in the page: what it shows is pruning alone.`
    : "The run has no levels by a criterion of pcrit’s own, whose fine-tuning could be repeated: what the page shows is pruning alone.";
}
