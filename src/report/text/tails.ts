/** What is known of the tails of the degrees, over the seeds of one level. */

import { sides } from "../../degree/degree.js";
import { extent } from "../../statistics/extent.js";
import { leastTail } from "../../structure/tail-fit.js";
import type { TailLaw } from "../../structure/tail-laws.js";
import { lawsOf } from "../../structure/tail-statistics.js";
import { list, percent } from "../format.js";
import type { Level } from "../inputs/levels.js";
import type { Results } from "../inputs/results.js";

const lawWords: Readonly<Record<TailLaw, string>> = {
  "power-law": "power law",
  "log-normal": "log-normal",
  exponential: "exponential",
  truncated: "power law with a cutoff",
};

/** One sentence; empty where topology.arrow has no tails. */
export function tailSentence(results: Results, level: Level): string {
  const columns = sides.flatMap((side) =>
    results.layers(`${side}_tail_law`).map((layer) => ({ side, layer })),
  );
  if (columns.length === 0) return "";
  const values = (name: string) =>
    columns.flatMap(({ side, layer }) => {
      const column = results.topology!.float64(`${side}_tail_${name}_layer${layer}`);
      return Array.from(level.rows, (row) => column[row]!).filter((value) => !Number.isNaN(value));
    });
  const codes = values("law");
  if (codes.length === 0)
    return `No layer has ${leastTail} units in a tail of its degrees there, so no law is fitted.`;
  const shares = values("share");
  const [least, most] = extent(shares);
  const share = least === most ? percent(least) : `${percent(least)} to ${percent(most)}`;
  return `Tails of degrees there, by layer, side and seed: ${list(counts(codes))}; a tail holds ${share} of the units with edges.`;
}

/** "2 power law", "3 undecided (not told apart: power law, log-normal)", "1 rejected". */
function counts(codes: readonly number[]): string[] {
  return [...new Set(codes)]
    .sort((a, b) => lawsOf(a).length - lawsOf(b).length || a - b)
    .map((code) => `${codes.filter((other) => other === code).length} ${words(lawsOf(code))}`);
}

function words(laws: readonly TailLaw[]): string {
  if (laws.length === 0) return "rejected as a power law with no other law better";
  const names = laws.map((law) => lawWords[law]).join(", ");
  return laws.length === 1 ? names : `undecided (not told apart: ${names})`;
}
