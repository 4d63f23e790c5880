/** Sentences about damage and noise. */
import { percent, several, significant } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { Row, Rows } from "../rows.js";
import { damageTitle } from "./damage.js";
import { areApart, type SectionText } from "./text.js";

export function robustness(results: Results): SectionText {
  const series = results.primary?.label;
  const shift = results
    .rows("noise-shift")
    .filter((row) => row["series"] === series && typeof row["ratio"] === "number");
  const last = shift.at(-1);
  const told = last !== undefined && isMoved(shift, last);
  const areas = results
    .rows("robustness-areas")
    .filter((row) => row["series"] === series && typeof row["q"] === "number");
  const apart = areas.filter((row) => Number(row["q"]) <= 0.05);
  const better = apart.filter((row) => Number(row["difference"]) > 0).length;
  const sentences = [
    last
      ? `With noise of relative amplitude ${last["amplitude"]} on the weights the half-recovery density of width ${last["width"]} is ${percent(Number(last["value"]))}, ${significant(Number(last["ratio"]))} times that without noise${told ? "" : "; the intervals overlap"}.`
      : "",
    areas.length > 0
      ? `Of ${several(areas.length, "comparison")} of a null model with the learned subnetwork, the null model keeps a larger share of its m under damage or noise in ${better}, a smaller one in ${apart.length - better}, and in ${areas.length - apart.length} they are not told apart (q above 0.05).`
      : "",
  ].filter((sentence) => sentence !== "");
  const damage = damageTitle(results);
  return {
    lead: sentences.join(" "),
    titles: {
      ...(damage ? { "robustness-curves": damage } : {}),
      ...(last ? { "noise-shift": noiseTitle(last, told) } : {}),
    },
  };
}

function noiseTitle(last: Row, told: boolean): string {
  const where = `Noise of amplitude ${last["amplitude"]}`;
  return told
    ? `${where} multiplies p_c of width ${last["width"]} by ${significant(Number(last["ratio"]))}`
    : `${where} is not seen to move p_c of width ${last["width"]}`;
}

/** Whether the interval with noise is apart from that of the same network without. */
function isMoved(shift: Rows, last: Row): boolean {
  const without = shift.find((row) => row["amplitude"] === 0 && row["width"] === last["width"]);
  const ends = (row: Row | undefined) => ({
    lower: Number(row?.["lower"] ?? Number.NaN),
    upper: Number(row?.["upper"] ?? Number.NaN),
  });
  return areApart(ends(without), ends(last));
}
