/**
 * |weight x its gradient|: to first order, how much the loss of a batch changes without the edge.
 * Lee, Ajanthan & Torr, SNIP, ICLR 2019. The same as the word "snip".
 *
 * @type {import("pcrit").CriterionFunction}
 */
export default ({ network, gradient }) => network.weight.map((w, e) => Math.abs(w * gradient[e]));
