/** What is done to a trained network, without training it again. */

export const removals = [
  "random-edges",
  "strongest-edges",
  "random-units",
  "highest-degree-units",
  "highest-betweenness-units",
] as const;
export type Removal = (typeof removals)[number];

export const noises = ["weight-noise", "input-noise"] as const;
export type Noise = (typeof noises)[number];

export const perturbations = [...removals, ...noises] as const;
export type Perturbation = Removal | Noise;

/** The amount of each: a share of what there is, or a relative amplitude. */
export const perturbationMeanings: Readonly<Record<Perturbation, string>> = {
  "random-edges": "share of the weights removed, at random",
  "strongest-edges": "share of the weights removed, the largest absolute ones first",
  "random-units": "share of the hidden units removed with all their weights, at random",
  "highest-degree-units": "the same, those with most weights in and out first",
  "highest-betweenness-units":
    "the same, those on most shortest paths from inputs to outputs first",
  "weight-noise": "each weight w becomes w (1 + amount z), z standard normal",
  "input-noise":
    "each pixel x from 0 to 1 becomes x + amount z, rounded to 1/255 and kept in that range",
};

export function isRemoval(perturbation: Perturbation): perturbation is Removal {
  return (removals as readonly string[]).includes(perturbation);
}

/** Whether a perturbation is drawn at random, so that several draws are averaged. */
export function isDrawn(perturbation: Perturbation): boolean {
  return perturbation.startsWith("random-") || !isRemoval(perturbation);
}
