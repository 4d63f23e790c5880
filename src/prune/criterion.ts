/**
 * What a criterion is: a function that gives each surviving edge a score. The largest scores survive; among
 * equals the edge that stands earlier in the table. The criteria that need more than weights are written in
 * this form, and so is a user's own, as an ES module: see docs/criteria.md.
 */
import type { Layer } from "../geometry.js";
import type { Network } from "../network.js";
import type { Random } from "../random.js";

/** What a criterion is told. Gradients and activations are computed when they are first asked for. */
export interface CriterionInput {
  /** The network to prune as its edge table, one row a surviving weight: a copy, to do with as one likes. */
  readonly network: Network;
  /** The network's weight layers, fully connected or convolutions. */
  readonly layers: readonly Layer[];
  /** Step of the schedule, from 1. */
  readonly level: number;
  /** So many edges will survive. */
  readonly keep: number;
  /** The same as a share of the dense network's weights. */
  readonly density: number;
  /** Gradient of the mean cross-entropy over the batch by each edge's weight. */
  readonly gradient: Float32Array;
  /** What the edges read over the batch. */
  readonly activation: Activations;
  /** Random numbers that depend on the cell's seed and on the purpose alone; another purpose, others. */
  random(purpose: string): Random;
}

/**
 * One number an edge, of the values x that it reads: those of its source over all images of the batch; in a
 * convolution over all positions that its tap reads too, zeros around the plane included.
 */
export interface Activations {
  /** The mean of |x|. */
  readonly meanAbsolute: Float64Array;
  /** The L2 norm, sqrt(sum x^2). */
  readonly norm: Float64Array;
}

/** One finite number an edge, in the order of the table. */
export type EdgeScores = ArrayLike<number>;

/** The default export of a module that is a criterion. */
export type CriterionFunction = (input: CriterionInput) => EdgeScores | Promise<EdgeScores>;

/**
 * Which edges compete: all of the network, those of a layer, or those that lead to one output (a unit, or a
 * channel of a convolution). Each layer, or each output, keeps its share of its dense weights.
 */
export type Within = "network" | "layer" | "output";
export const withins: readonly Within[] = ["network", "layer", "output"];

/** What a module that is a criterion exports. */
export interface CriterionModule {
  readonly default: CriterionFunction;
  /** Default: network. */
  readonly within?: Within;
  /**
   * Between 0 and 1: what is to be pruned goes in steps, each of which keeps this share, and is scored anew
   * before each. Default: all in one step.
   */
  readonly step?: number;
}
