/**
 * Whether layers are a chain as engines have it: convolutions, then fully connected layers, a ReLU behind each
 * but the last, pooling behind the ReLU of a convolution. Normalisations before a ReLU are folded into weights.
 */

import type { PoolSettings } from "../geometry.js";
import { INPUT, poolSettings } from "../layer-graph.js";
import { folded, normalisation } from "./fold.js";
import type { FoundConvolution, FoundLayer } from "./found.js";
import type { Built } from "./graph-builder.js";

/** How far the last layer is. */
type Stage = "weights" | "pooled by maxima" | "rectified" | "rectified and pooled";

export interface Chain {
  readonly layers: readonly FoundLayer[];
  readonly convolutions: readonly FoundConvolution[];
}

/** @returns nothing where they are none. */
export function chainOf(built: readonly Built[]): Chain | undefined {
  const chain = new ChainBuilder();
  const inLine = built.every(({ layer: { from } }, i) => {
    const before = i === 0 ? INPUT : built[i - 1]!.layer.name;
    return from.length === 1 && from[0] === before;
  });
  return inLine && built.every((one) => chain.takes(one)) && chain.ended ? chain : undefined;
}

class ChainBuilder implements Chain {
  readonly layers: FoundLayer[] = [];
  readonly convolutions: FoundConvolution[] = [];
  #stage: Stage | undefined;

  /** Whether the last layer gives logits. */
  get ended(): boolean {
    return this.#stage === "weights" && this.layers.length > this.convolutions.length;
  }

  /** Whether it can stand next. */
  takes(own: Built): boolean {
    const { layer } = own;
    switch (layer.kind) {
      case "convolution":
        return (
          layer.dilation === undefined &&
          layer.groups === undefined &&
          this.layers.length === this.convolutions.length &&
          this.#begins(own, { stride: layer.stride, padding: layer.padding })
        );
      case "full":
        return this.#begins(own);
      case "batch-normalisation":
        return this.#normalises(own, layer.epsilon);
      case "relu":
        return this.#rectifies();
      case "max-pool":
      case "average-pool":
      case "global-average-pool":
        return this.#pools(poolSettings(layer));
      default:
        return false;
    }
  }

  #begins({ weights }: Built, convolution?: FoundConvolution): boolean {
    if (this.#stage === "weights" || this.#stage === "pooled by maxima") return false;
    this.layers.push(weights!);
    if (convolution) this.convolutions.push(convolution);
    this.#stage = "weights";
    return true;
  }

  #normalises({ normalisation: numbers, behind }: Built, epsilon: number): boolean {
    if (this.#stage !== "weights" || !numbers?.mean) return false;
    const { mean, variance, scale, shift, names } = numbers;
    const own = normalisation(
      { mean: mean!, variance: variance!, gamma: scale!, beta: shift! },
      epsilon,
    );
    for (const affine of [own, ...behind])
      this.layers.push(folded(this.layers.pop()!, affine, names.shift!));
    return true;
  }

  #rectifies(): boolean {
    if (this.#stage === "weights") this.#stage = "rectified";
    // The larger of maxima and 0 is the maximum of what is rectified.
    if (this.#stage === "pooled by maxima") this.#stage = "rectified and pooled";
    return this.#stage !== undefined;
  }

  #pools(pool: PoolSettings): boolean {
    const last = this.convolutions.at(-1);
    if (!last || this.layers.length > this.convolutions.length) return false;
    if (last.pool) return isIdle(pool);
    if (this.#stage === "weights" && pool.kind !== "max") return false;
    this.convolutions[this.convolutions.length - 1] = { ...last, pool };
    this.#stage = this.#stage === "weights" ? "pooled by maxima" : "rectified and pooled";
    return true;
  }
}

/** Windows of one value: an adaptive pooling to the planes that there are. */
function isIdle({ size, stride, padding }: PoolSettings): boolean {
  const ones = (value: PoolSettings["size"]) => [value].flat().every((n) => n === 1);
  return size !== undefined && ones(size) && ones(stride ?? size) && padding === undefined;
}
