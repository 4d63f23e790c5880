/** The collapse that the reader can redo: its first view, its controls. */
import { exp, log } from "../../math.js";
import { median } from "../../statistics/quantile.js";
import type { Choice } from "../charts/bind.js";
import type { Chart, JsonObject } from "../charts/charts.js";
import { fitted, sizeColumn } from "../data/collapse.js";
import { type Html, html } from "../html.js";
import { combinationName } from "../inputs/combinations.js";
import type { Results } from "../inputs/results.js";
import { defined, groupBy, type Rows } from "../rows.js";

/** Parameters of the chart for its first combination, as fitted. */
export function collapseChoices(results: Results, points: Rows): Record<string, Choice> {
  const [first] = fitted(results);
  if (!first) return {};
  const only = (value: string | number): Choice => ({ options: [], value });
  const column = sizeColumn(first.length);
  const own = points.filter(
    (row) =>
      row["series"] === first.series &&
      row["phase"] === first.phase &&
      row["quantity"] === first.quantity &&
      row["control"] === first.control,
  );
  const sizes = [...new Set(own.map((row) => Number(row[column])))];
  return {
    series: only(first.series),
    phase: only(first.phase),
    quantity: only(first.quantity),
    control: only(first.control),
    saturation: only(first.saturation),
    size_column: only(column),
    centre: only(sizes.reduce((sum, size) => sum + log(size), 0) / sizes.length),
    p_c: only(first.p_c[0]),
    sharpening: only(first.sharpening[0]),
    decay: only(first.decay[0]),
  };
}

/**
 * The chart with an axis that is stretched about its middle (as on the page of several runs), so that the
 * steep part is not squeezed by the levels far above p_c: linear within `unit`, logarithmic beyond.
 */
export function stretched(chart: Chart, results: Results, points: Rows): Chart {
  const choice = collapseChoices(results, points);
  const of = (name: string) => Number(choice[name]?.value ?? Number.NaN);
  const same = ["series", "phase", "quantity", "control"] as const;
  const places = points
    .filter((row) => same.every((name) => row[name] === choice[name]?.value))
    .map((row) => {
      const relative = log(Number(row[String(choice["size_column"]!.value)])) - of("centre");
      return Math.abs(Number(row["x"]) - of("p_c")) * exp(of("sharpening") * relative);
    })
    .filter((place) => place > 0);
  if (places.length === 0) return chart;
  const unit = Number(median(places).toPrecision(1));
  const decades = Array.from({ length: 9 }, (_, i) =>
    Number((unit * 10 ** (i - 4)).toPrecision(1)),
  );
  const values = decades.filter((x) => x >= unit / 2).flatMap((x) => [-x, x]);
  const { encoding } = chart.spec as { encoding: { x: JsonObject } };
  const x: JsonObject = {
    ...encoding.x,
    scale: { type: "symlog", constant: unit, nice: false, padding: 12 },
    axis: { format: "~g", values: [0, ...values], labelOverlap: "greedy" },
  };
  return { ...chart, spec: { ...chart.spec, encoding: { ...encoding, x } } };
}

/** Sliders, the choice of the combination, and where S is shown; reports/collapse.js fills them. */
export function collapseForm(results: Results): Html {
  const groups = groupBy(
    fitted(results).map((fit, index) => ({ fit, index })),
    ({ fit }) =>
      `${fit.series}, ${fit.phase === "given" ? "as given" : `${fit.phase} fine-tuning`}`,
  );
  const slider = (name: string, label: Html) =>
    html`<label class="slider"><span>${label}</span><input type="range" name="${name}" step="any"><output name="${name}_value"></output></label>
`;
  return html`<form class="collapse" id="collapse-form" aria-label="Redo the collapse">
<label>Collapse of <select name="combination">${[...groups].map(
    ([name, fits]) =>
      html`<optgroup label="${name}">${fits.map(
        ({ fit, index }) => html`<option value="${index}">${combinationName(fit)}</option>`,
      )}</optgroup>`,
  )}</select></label>
${slider("p_c", html`<i>p</i><sub>c</sub>`)}${slider("sharpening", html`1/ν`)}${slider("decay", html`β/ν`)}<p class="quality"><button type="button" name="fitted">Fitted values</button> <output name="quality" aria-live="polite"></output></p>
</form>`;
}

/** What reports/collapse.js needs of each combination: the fitted values and their intervals. */
export function collapseSettings(results: Results): readonly unknown[] {
  const finite = (values: readonly number[]) => values.map(defined);
  return fitted(results).map((fit) => ({
    series: fit.series,
    phase: fit.phase,
    quantity: fit.quantity,
    control: fit.control,
    saturation: fit.saturation,
    size_column: sizeColumn(fit.length),
    p_c: finite(fit.p_c),
    sharpening: finite(fit.sharpening),
    decay: finite(fit.decay),
    quality: defined(fit.quality),
    p: defined(fit.p),
  }));
}
