/** Sentences about the null ladder. */
import { type Side, sideWords } from "../../null-model/side.js";
import { pairName } from "../data/ladder.js";
import { nullModelRows } from "../data/null-models.js";
import { list, percent } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { Row } from "../rows.js";
import { telling } from "./telling-level.js";
import { example, type SectionText } from "./text.js";

export function nullModels(results: Results): SectionText {
  const sentences = results.tables.equivalence?.attribute("sentences");
  const rows = results.rows("equivalence").filter((row) => row["scope"] === "side");
  const lead = Array.isArray(sentences) ? sentences.map(String).join(" ") : "";
  const largest = rows.reduce<Row | undefined>(
    (best, row) =>
      Math.abs(Number(row["difference"])) > Math.abs(Number(best?.["difference"] ?? 0))
        ? row
        : best,
    undefined,
  );
  if (!largest) return { lead, titles: ladderTitle(results) };
  const value = Number(largest["difference"]);
  const size = `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`;
  return {
    lead,
    titles: {
      ...ladderTitle(results),
      "null-models": `The largest step of the ladder: ${pairName(largest)}, ${size} in m ${sideWords[String(largest["side"]) as Side]}`,
    },
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
  const own = all.null_models.filter(
    (row) =>
      row["series"] === of.series.label &&
      row["width"] === of.width &&
      row["start"] === "initial" &&
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
