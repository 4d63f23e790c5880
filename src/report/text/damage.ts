/** What the robustness curves say: how much damage halves m of the learned subnetwork. */
import { robustnessRows } from "../data/robustness.js";
import { toldRows } from "../data/starts.js";
import { list, percent } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { Rows } from "../rows.js";
import { telling } from "./telling-level.js";
import { example } from "./text.js";

const kinds = [
  ["Weights removed, at random", (share: string) => `${share} of its weights at random`],
  ["Weights removed, strongest first", (share: string) => `the strongest ${share}`],
  ["Units removed, at random", (share: string) => `${share} of its units at random`],
] as const;

/** A title for the chart of the curves, empty where there is no learned subnetwork. */
export function damageTitle(results: Results): string {
  const of = example(results);
  if (!of) return "";
  const all = toldRows(robustnessRows(results.inputs.cells.robustness, results.series));
  const own = all.filter(
    (row) =>
      row["series"] === of.series.label &&
      row["width"] === of.width &&
      row["model"] === "learned" &&
      row["quantity"] === "order_parameter",
  );
  const level = telling(own, of.critical?.value);
  if (!level) return "";
  const said = kinds.flatMap(([title, words]) => {
    const curve = own.filter(
      (row) => row["level"] === level.level && row["perturbation"] === title,
    );
    const amount = halving(curve);
    return Number.isNaN(amount) ? [] : [words(percent(amount))];
  });
  if (said.length === 0) return "";
  return `At ${percent(level.density)} density the learned subnetwork loses half of its m without ${list(said).replace(/ and ([^,]*)$/, " or $1")}`;
}

/**
 * The amount at which a curve first falls to half of its first mean, straight between its points;
 * NaN where it does not.
 */
export function halving(curve: Rows): number {
  const points = curve
    .map((row) => ({ x: Number(row["amount"]), y: Number(row["mean"] ?? Number.NaN) }))
    .sort((a, b) => a.x - b.x);
  const half = (points[0]?.y ?? Number.NaN) / 2;
  const after = points.findIndex(({ y }) => y <= half);
  if (after < 1) return Number.NaN;
  const [a, b] = [points[after - 1]!, points[after]!];
  return a.x + ((a.y - half) / (a.y - b.y)) * (b.x - a.x);
}
