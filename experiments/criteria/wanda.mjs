/**
 * |weight| x the L2 norm of what the edge reads. Sun, Liu, Bair & Kolter, Wanda, ICLR 2024. The same as the
 * word "wanda".
 *
 * @type {import("pcrit").CriterionFunction}
 */
export default ({ network, activation }) =>
  activation.norm.map((norm, e) => Math.abs(network.weight[e]) * norm);

/** Edges compete with those that lead to the same output: every output keeps its share. */
export const within = "output";
