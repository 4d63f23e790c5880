/** Sentences about damage and noise. */
import { percent, several, significant } from "../format.js";
import type { Results } from "../inputs/results.js";
import { damageTitle } from "./damage.js";
import type { SectionText } from "./text.js";

export function robustness(results: Results): SectionText {
  const series = results.primary?.label;
  const shift = results
    .rows("noise-shift")
    .filter((row) => row["series"] === series && typeof row["ratio"] === "number");
  const last = shift.at(-1);
  const areas = results
    .rows("robustness-areas")
    .filter((row) => row["series"] === series && typeof row["q"] === "number");
  const apart = areas.filter((row) => Number(row["q"]) <= 0.05);
  const better = apart.filter((row) => Number(row["difference"]) > 0).length;
  const sentences = [
    last
      ? `Noise of relative amplitude ${last["amplitude"]} on the weights moves the half-recovery density of width ${last["width"]} to ${percent(Number(last["value"]))}, ${significant(Number(last["ratio"]))} times that without noise.`
      : "",
    areas.length > 0
      ? `Of ${several(areas.length, "comparison")} of null models with the learned subnetwork, ${several(better, "null model")} keep more of m under damage or noise, ${apart.length - better} less, and ${areas.length - apart.length} are not told apart (q above 0.05).`
      : "",
  ].filter((sentence) => sentence !== "");
  const damage = damageTitle(results);
  return {
    lead: sentences.join(" "),
    titles: {
      ...(damage ? { "robustness-curves": damage } : {}),
      ...(last
        ? {
            "noise-shift": `Noise of amplitude ${last["amplitude"]} multiplies p_c of width ${last["width"]} by ${significant(Number(last["ratio"]))}`,
          }
        : {}),
    },
  };
}
