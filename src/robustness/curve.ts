/** Accuracy of a trained network as more and more is removed or noise grows. */
import type { Images } from "../data/dataset.js";
import type { Engine } from "../engine/engine.js";
import type { Network } from "../network.js";
import { Random } from "../random.js";
import { mean, variance } from "../statistics/moments.js";
import { noisyImages, noisyWeights } from "./noise.js";
import { isDrawn, isRemoval, type Perturbation } from "./perturbation.js";
import { Remover } from "./removal.js";

export interface RobustnessSettings {
  readonly perturbations: readonly Perturbation[];
  /** Shares removed, ascending, and amplitudes of noise, ascending; both begin at 0. */
  readonly shares: readonly number[];
  readonly amplitudes: readonly number[];
  /** Draws that are averaged where chance plays a part. */
  readonly draws: number;
  readonly seed: number;
}

/** One point of a curve. */
export interface RobustnessPoint {
  readonly perturbation: Perturbation;
  readonly amount: number;
  readonly draws: number;
  /** Mean over draws, and its standard deviation between them; NaN for one draw. */
  readonly accuracy: number;
  readonly deviation: number;
}

export function amountsOf(perturbation: Perturbation, settings: RobustnessSettings) {
  return isRemoval(perturbation) ? settings.shares : settings.amplitudes;
}

/**
 * Curves of many networks on the same images. Networks that are compared meet the same noise on their
 * inputs, which is drawn once; the random streams of the rest are named by draw and perturbation.
 */
export class Robustness {
  readonly #noisy = new Map<string, Images>();

  constructor(
    private readonly engine: Engine,
    private readonly images: Images,
    private readonly settings: RobustnessSettings,
  ) {}

  async curves(network: Network): Promise<RobustnessPoint[]> {
    const whole = (await this.engine.evaluate(network, this.images)).accuracy;
    const points: RobustnessPoint[] = [];
    for (const perturbation of this.settings.perturbations)
      points.push(...(await this.#curve(network, perturbation, whole)));
    return points;
  }

  async #curve(network: Network, perturbation: Perturbation, whole: number) {
    const draws = isDrawn(perturbation) ? this.settings.draws : 1;
    const amounts = amountsOf(perturbation, this.settings);
    const found = amounts.map((): number[] => []);
    for (let draw = 0; draw < draws; draw++) {
      const perturb = this.#perturb(network, perturbation, draw);
      for (const [i, amount] of amounts.entries())
        found[i]!.push(amount === 0 ? whole : await perturb(amount));
    }
    return amounts.map((amount, i) => ({
      perturbation,
      amount,
      draws,
      accuracy: mean(found[i]!),
      deviation: Math.sqrt(variance(found[i]!)),
    }));
  }

  /** Accuracy by amount. One draw keeps its order of removal, or its noise but for the amplitude. */
  #perturb(network: Network, perturbation: Perturbation, draw: number) {
    const stream = () => new Random(this.settings.seed, `robustness, ${perturbation}, ${draw}`);
    const accuracy = async (own: Network, images: Images) =>
      (await this.engine.evaluate(own, images)).accuracy;
    if (perturbation === "weight-noise")
      return (amount: number) => accuracy(noisyWeights(network, amount, stream()), this.images);
    if (perturbation === "input-noise")
      return (amount: number) => accuracy(network, this.#noisyImages(amount, draw, stream()));
    const remover = new Remover(network, perturbation, stream());
    return (amount: number) => accuracy(remover.without(amount), this.images);
  }

  #noisyImages(amount: number, draw: number, random: Random): Images {
    const key = `${amount} ${draw}`;
    const known = this.#noisy.get(key);
    if (known) return known;
    const made = noisyImages(this.images, amount, random);
    this.#noisy.set(key, made);
    return made;
  }
}
