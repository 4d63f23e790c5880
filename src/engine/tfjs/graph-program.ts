/**
 * Of networks that are graphs of layers: each layer is computed after those that it reads, and on the way
 * back before them. Values are planes, [R, channels, images, positions].
 */
import { area } from "../../geometry.js";
import { type LayerGraph, normalisationSizes, resolveLayers } from "../../layer-graph.js";
import type { Backend } from "./backend.js";
import type { Batch } from "./batches.js";
import { crossEntropy } from "./cross-entropy.js";
import type { GraphOperation, Numbers, PlanesPass } from "./graph-operation.js";
import { graphOperation } from "./graph-operations.js";
import type { Learning, Program } from "./learning.js";
import type { Tensor } from "./library.js";
import type { Masks, State, WeightPlaces } from "./parameters.js";

/** A layer, which layers it reads (-1: the images), and which parameters are its own. */
interface Node {
  readonly operation: GraphOperation;
  readonly inputs: readonly number[];
  /** Its number among layers with weights, and among normalisations. */
  readonly weights: number | undefined;
  readonly normalisation: number | undefined;
}

/** @throws UserError for a layer that this engine does not train. */
export function graphProgram(backend: Backend, graph: LayerGraph): Program {
  const resolved = resolveLayers(graph);
  const nodes = resolved.map((layer): Node => {
    const first = layer.inputs[0]!;
    return {
      operation: graphOperation(backend, layer, first < 0 ? graph.input : resolved[first]!),
      inputs: layer.inputs,
      weights: layer.weights?.index,
      normalisation: layer.normalisation?.index,
    };
  });
  const layers = nodes.flatMap(({ operation }): WeightPlaces[] =>
    operation.places ? [operation.places] : [],
  );
  const run = (state: State, images: Tensor, training: boolean) =>
    forward(backend, graph, nodes, layers.length, state, images, training);
  return {
    layers,
    normalisations: normalisationSizes(graph),
    logits: (state, images) => outputs(backend, run(state, images, false).at(-1)!.output),
    learn(masks, state, batch, scale) {
      const passes = run(state, batch.images, true);
      return backward(backend, nodes, layers.length, masks, state, passes, batch, scale);
    },
  };
}

/** [R, images, classes] of [R, classes, images, 1]. */
function outputs({ tf }: Backend, values: Tensor): Tensor {
  const [replicas, classes, images] = values.shape as [number, number, number];
  return tf.transpose(tf.reshape(values, [replicas, classes, images]), [0, 2, 1]);
}

function forward(
  { tf }: Backend,
  { input }: LayerGraph,
  nodes: readonly Node[],
  weightLayers: number,
  { parameters, running }: State,
  images: Tensor,
  training: boolean,
): PlanesPass[] {
  const [replicas, count] = images.shape as [number, number];
  const apart = tf.reshape(images, [replicas, count, input.channels, area(input)]);
  const planes = tf.transpose(apart, [0, 2, 1, 3]);
  const passes: PlanesPass[] = [];
  for (const { operation, inputs, weights, normalisation } of nodes) {
    const numbers: Numbers = {
      own: parameters.slice(...pairOf(weights, normalisation, weightLayers)),
      running:
        normalisation === undefined ? [] : running.slice(2 * normalisation, 2 * normalisation + 2),
    };
    const read = inputs.map((place) => (place < 0 ? planes : passes[place]!.output));
    passes.push(operation.forward(read, numbers, training));
  }
  return passes;
}

/** Where a layer's two parameters are: those of layers with weights first, then of normalisations. */
function pairOf(
  weights: number | undefined,
  normalisation: number | undefined,
  weightLayers: number,
): [number, number] {
  if (weights !== undefined) return [2 * weights, 2 * weights + 2];
  if (normalisation === undefined) return [0, 0];
  const begin = 2 * (weightLayers + normalisation);
  return [begin, begin + 2];
}

function backward(
  backend: Backend,
  nodes: readonly Node[],
  weightLayers: number,
  masks: Masks,
  { parameters, running }: State,
  passes: readonly PlanesPass[],
  { labels }: Batch,
  scale: Tensor,
): Learning {
  const { tf } = backend;
  const { loss, gradient } = crossEntropy(
    backend,
    outputs(backend, passes.at(-1)!.output),
    labels,
    scale,
  );
  const top = tf.expandDims(tf.transpose(gradient, [0, 2, 1]), 3);
  const arrived = new Map<number, Tensor>([[nodes.length - 1, top]]);
  const gradients = parameters.map((parameter) => tf.zerosLike(parameter));
  const moved = [...running];
  for (let place = nodes.length - 1; place >= 0; place--) {
    const { inputs, weights, normalisation } = nodes[place]!;
    const pass = passes[place]!;
    const wanted = inputs.some((input) => input >= 0);
    const own = pass.backward(arrived.get(place)!, wanted);
    const [begin] = pairOf(weights, normalisation, weightLayers);
    own.parameters.forEach((value, i) => {
      const mask = weights !== undefined && i === 0 ? masks[weights] : undefined;
      gradients[begin + i] = mask ? tf.mul(value, mask) : value;
    });
    pass.running?.forEach((value, i) => {
      moved[2 * normalisation! + i] = value;
    });
    own.inputs.forEach((value, i) => {
      const before = arrived.get(inputs[i]!);
      arrived.set(inputs[i]!, before ? tf.add(before, value) : value);
    });
  }
  // what no step moves is kept, and must not be given back with the step's other tensors
  return {
    loss,
    gradients,
    running: moved.map((value, i) => (value === running[i] ? tf.clone(value) : value)),
  };
}
