/** The products of a fully connected layer, by its list of edges or, where every pair of units has one, without. */
import { accumulateAll, multiplySources, multiplyTargets, pairTargets } from "./full-product";
import { gather } from "./gather";
import { Layer } from "./layer";
import {
  isWorth,
  accumulate as nativeAccumulate,
  accumulateAll as nativeAccumulateAll,
  multiply as nativeMultiply,
  multiplyBias as nativeMultiplyBias,
  multiplyRectify as nativeMultiplyRectify,
  multiplySources as nativeMultiplySources,
  multiplyTargets as nativeMultiplyTargets,
} from "./native";
import { multiply, multiplyBias, multiplyRectify } from "./sparse-product";
import { accumulate } from "./weight-gradient";

/** No list: every pair of units has an edge. */
function isFull(layer: Layer): bool {
  return layer.bySource == 0;
}

/** y from x; with `rectify`, negative results become zero. */
export function connectedForward(layer: Layer, rectify: bool): void {
  const far = isWorth(layer.edges);
  if (isFull(layer))
    (far ? nativeMultiplyTargets : multiplyTargets)(
      layer.sources,
      layer.targets,
      layer.targetWeight,
      layer.bias,
      rectify ? 0 : -Infinity,
      layer.x,
      layer.y,
    );
  else if (rectify)
    (far ? nativeMultiplyRectify : multiplyRectify)(
      layer.targets,
      layer.byTarget,
      layer.source,
      layer.targetWeight,
      layer.bias,
      layer.x,
      layer.y,
    );
  else
    (far ? nativeMultiplyBias : multiplyBias)(
      layer.targets,
      layer.byTarget,
      layer.source,
      layer.targetWeight,
      layer.bias,
      layer.x,
      layer.y,
    );
}

/** Adds to the gradients of the weights, in four lanes each, from x and d. */
export function connectedGradient(layer: Layer): void {
  const far = isWorth(layer.edges);
  if (isFull(layer))
    (far ? nativeAccumulateAll : accumulateAll)(
      layer.sources,
      layer.targets,
      layer.x,
      layer.d,
      layer.lanes,
    );
  else
    (far ? nativeAccumulate : accumulate)(
      layer.sources,
      layer.bySource,
      layer.target,
      layer.x,
      layer.d,
      layer.lanes,
    );
}

/** The gradients of the layer's inputs to `out`, from d. */
export function connectedBackward(layer: Layer, out: usize): void {
  const far = isWorth(layer.edges);
  if (isFull(layer))
    (far ? nativeMultiplySources : multiplySources)(
      layer.sources,
      layer.targets,
      layer.weight,
      layer.d,
      out,
    );
  else
    (far ? nativeMultiply : multiply)(
      layer.sources,
      layer.bySource,
      layer.bySource + 4,
      layer.target,
      layer.weight,
      layer.d,
      out,
    );
}

/** Copies changed weights to the order in which `connectedForward` reads them. */
export function connectedDistribute(layer: Layer): void {
  if (isFull(layer)) pairTargets(layer.sources, layer.targets, layer.weight, layer.targetWeight);
  else gather(layer.edges, layer.order, layer.weight, layer.targetWeight);
}
