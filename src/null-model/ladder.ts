/** The ladder of null models, from what keeps least of the learned subnetwork to all of it. */

/** From bottom to top. */
export const models = [
  "global-random",
  "layer-random",
  "degrees",
  "shuffled-weights",
  "learned",
] as const;
export type Model = (typeof models)[number];

export const modelMeanings: Readonly<Record<Model, string>> = {
  "global-random": "as many weights, anywhere in the network",
  "layer-random": "as many weights in each layer, anywhere in it",
  degrees:
    "every unit keeps its number of weights into and out of each layer (at each tap); partners are random",
  "shuffled-weights":
    "the learned mask; the weights it starts from change places within each layer",
  learned: "the learned mask with its own weights",
};

/** Which weights a subnetwork starts its training from. */
export const starts = ["initial", "inherited"] as const;
export type Start = (typeof starts)[number];

export const startMeanings: Readonly<Record<Start, string>> = {
  initial: "the cell's initial weights and biases at the places of the mask",
  inherited: "the dense trained network's weights at the places of the mask, and its biases",
};

/** Rungs that are drawn at random, so that more than one draw tells more. */
export function isRandom(model: Model): boolean {
  return model !== "learned";
}
