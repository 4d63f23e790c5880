/** Titles of the two pictures of the first screen, from what the chapters say. */
import type { Results } from "../inputs/results.js";
import { limitSentence } from "./place.js";
import { scaling } from "./states.js";
import type { SectionText } from "./text.js";
import { transition } from "./transition.js";

export function frontTitles(results: Results): SectionText {
  const place = scaling(results).titles["scaling"] ?? "";
  const series = results.primary;
  const limit = series ? limitSentence(results, series).replace(/\.$/, "") : "";
  const further = limit ? `${limit.charAt(0).toLowerCase()}${limit.slice(1)}` : "";
  return {
    lead: "",
    titles: {
      "front-order": transition(results).titles["transition"] ?? "",
      "front-place": place && further ? `${place}; ${further}` : place,
    },
  };
}
