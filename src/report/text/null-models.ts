/** Sentences about the null ladder. */
import { pairName } from "../data/ladder.js";
import { nullModelRows } from "../data/null-models.js";
import { toldRows } from "../data/starts.js";
import { list, percent } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { Row } from "../rows.js";
import { telling } from "./telling-level.js";
import { example, type SectionText } from "./text.js";

export function nullModels(results: Results): SectionText {
  const sentences = results.tables.equivalence?.attribute("sentences");
  const lead = Array.isArray(sentences) ? sentences.map(String).join(" ") : "";
  return { lead, titles: { ...ladderTitle(results), ...stepTitle(results) } };
}

/** The highest or lowest point that the chart of the steps first shows. */
function stepTitle(results: Results): Record<string, string> {
  const own = results
    .rows("equivalence")
    .filter((row) => row["scope"] === "level" && row["series"] === results.primary?.label);
  const rows = toldRows(own).filter((row) => typeof row["difference"] === "number");
  const size = (row: Row) => Math.abs(Number(row["difference"]));
  const largest = rows.reduce<Row | undefined>(
    (best, row) => (!best || size(row) > size(best) ? row : best),
    undefined,
  );
  if (!largest) return {};
  const value = Number(largest["difference"]);
  const signed = `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`;
  const widths = new Set(rows.map((row) => row["width"]));
  const width = widths.size > 1 ? `, width ${largest["width"]}` : "";
  return {
    "null-models": `The largest step of the ladder: ${pairName(largest)}, ${signed} in m at ${percent(Number(largest["density"]))} density${width}`,
  };
}

const rungs = [
  ["learned", "the learned subnetwork"],
  ["degrees", "one with its degrees alone"],
  ["layer-random", "one with its layer densities alone"],
  ["global-random", "a random one"],
] as const;

/** m of the rungs at the level where they are told apart best. */
function ladderTitle(results: Results): Record<string, string> {
  const of = example(results);
  if (!of) return {};
  const all = nullModelRows(results.inputs.cells["null-model"], results.series, () => null);
  const own = toldRows(all.null_models).filter(
    (row) =>
      row["series"] === of.series.label &&
      row["width"] === of.width &&
      row["quantity"] === "order_parameter",
  );
  const level = telling(own, of.critical?.value);
  if (!level) return {};
  const said = rungs.flatMap(([model, name], i) => {
    const mean = own.find((row) => row["level"] === level.level && row["model"] === model)?.[
      "mean"
    ];
    return typeof mean === "number"
      ? [`${name} ${i === 0 ? "reaches m = " : ""}${mean.toFixed(2)}`]
      : [];
  });
  if (said.length < 2) return {};
  return { "null-ladder": `At ${percent(level.density)} density ${list(said)}` };
}
