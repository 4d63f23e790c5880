import type { CriterionModule } from "./criterion.js";

/**
 * |weight x its gradient|: to first order, how much the loss of a batch changes without the edge (Lee,
 * Ajanthan & Torr, SNIP, ICLR 2019, who score the network before training). O(edges x images).
 */
export const snip = {
  default: ({ network, gradient }) => network.weight.map((w, e) => Math.abs(w * gradient[e]!)),
} satisfies CriterionModule;
