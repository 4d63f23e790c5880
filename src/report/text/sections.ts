/** Section of reports/sections.json -> its words. A section without any here has no lead. */
import type { Results } from "../inputs/results.js";
import { frontTitles } from "./front-titles.js";
import { communities, correlations, degrees, percolation } from "./graph.js";
import { headline } from "./headline.js";
import { nullModels } from "./null-models.js";
import { robustness } from "./robustness.js";
import { criteria, entropies, failures, fineTuning, scaling } from "./states.js";
import type { SectionText } from "./text.js";
import { transition } from "./transition.js";
import { verdict } from "./verdict.js";
import { walk } from "./walk.js";

export const sectionTexts: Readonly<Record<string, (results: Results) => SectionText>> = {
  head: frontTitles,
  widths: (results) => ({
    lead: `${headline(results)} ${transition(results).lead}`,
    titles: {},
  }),
  transition,
  walk,
  entropies,
  "fine-tuning": fineTuning,
  criteria,
  scaling,
  verdict,
  failures,
  percolation,
  degrees,
  communities,
  correlations,
  "null-models": nullModels,
  robustness,
};
