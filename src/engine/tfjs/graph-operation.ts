import type { Tensor } from "./library.js";
import type { WeightPlaces } from "./parameters.js";

/** The tensors of a layer: weight and bias, or scale and shift; running mean and variance. */
export interface Numbers {
  readonly own: readonly Tensor[];
  readonly running: readonly Tensor[];
}

/** One pass forward, and the way back. */
export interface PlanesPass {
  readonly output: Tensor;
  /** Running mean and variance after a step, where it moves them. */
  readonly running?: readonly Tensor[];
  /** @param wantInputs false: nobody asks for the gradients in what it reads. */
  backward(
    gradient: Tensor,
    wantInputs: boolean,
  ): { readonly inputs: readonly Tensor[]; readonly parameters: readonly Tensor[] };
}

export interface GraphOperation {
  /** Of a layer with weights. */
  readonly places?: WeightPlaces;
  forward(inputs: readonly Tensor[], numbers: Numbers, training: boolean): PlanesPass;
}
