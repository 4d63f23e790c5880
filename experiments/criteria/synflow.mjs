/**
 * Synaptic flow: |w| dR/d|w|, R the sum of the outputs for inputs of 1, all weights |w|, no biases. Tanaka, Kunin,
 * Yamins & Ganguli, NeurIPS 2020. For fully connected networks; the word "synflow" does convolutions too.
 *
 * @type {import("pcrit").CriterionFunction}
 */
export default ({ network }) => {
  const { layer, source, target, units, weight } = network;
  // What flows to each unit from the inputs, and from each unit to the outputs.
  const into = units.map((count, l) => new Float64Array(count).fill(l === 0 ? 1 : 0));
  const out = units.map((count, l) => new Float64Array(count).fill(l + 1 === units.length ? 1 : 0));
  weight.forEach((w, e) => {
    into[layer[e] + 1][target[e]] += Math.abs(w) * into[layer[e]][source[e]];
  });
  for (let e = weight.length - 1; e >= 0; e--)
    out[layer[e]][source[e]] += Math.abs(weight[e]) * out[layer[e] + 1][target[e]];
  return Float64Array.from(
    weight,
    (w, e) => Math.abs(w) * into[layer[e]][source[e]] * out[layer[e] + 1][target[e]],
  );
};

/** In many small steps, 100 to a density of 1 %: one large step may empty a layer. */
export const step = 0.954992586021436;
