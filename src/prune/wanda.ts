import type { CriterionModule } from "./criterion.js";

/**
 * |weight| x the L2 norm of what the edge reads, compared among the edges of one output (Sun, Liu, Bair &
 * Kolter, Wanda, ICLR 2024): every output keeps its share. O(edges x images).
 */
export const wanda = {
  default: ({ network, activation }) =>
    activation.norm.map((norm, e) => Math.abs(network.weight[e]!) * norm),
  within: "output",
} satisfies CriterionModule;
