/** The layers of a graph on planes, [R, channels, images, positions]. Call within tidy. */
import { isActivation } from "../../activations.js";
import { UserError } from "../../error.js";
import { area, type Convolution, type Image, type Plane, type Pool } from "../../geometry.js";
import type { GraphLayer, ResolvedLayer } from "../../layer-graph.js";
import { activation } from "./activation.js";
import type { Backend } from "./backend.js";
import type { GraphOperation } from "./graph-operation.js";
import type { Tensor } from "./library.js";
import { batchNormalisation, layerNormalisation } from "./normalisations.js";
import { pool } from "./pooling.js";
import { product } from "./products.js";
import { kernelPlaces, windowProduct } from "./window-product.js";

/** @param input what the first of its inputs is. @throws UserError for a layer that is not trained here. */
export function graphOperation(
  backend: Backend,
  { layer, weights, pool: window, height, width }: ResolvedLayer,
  input: Image,
): GraphOperation {
  const own = weights?.layer;
  if (own?.kind === "convolution") return convolution(backend, own, hasBias(layer));
  if (own) return full(backend, own.sources, own.targets, hasBias(layer));
  if (window) return pooling(backend, window, input, { height, width });
  switch (layer.kind) {
    case "batch-normalisation":
      return batchNormalisation(backend, layer);
    case "layer-normalisation":
      return layerNormalisation(backend, layer.epsilon);
    case "relu":
      return relu(backend);
    case "add":
      return add(backend);
    case "multiply":
      return multiply(backend);
    case "concatenate":
      return concatenate(backend);
    case "transpose":
      return transpose(backend);
    case "dropout":
      return dropout(layer.name, layer.rate);
    default:
      if (isActivation(layer)) return activation(backend, layer);
      throw new Error(`${layer.kind} is no layer of values`);
  }
}

const hasBias = (layer: GraphLayer) => !("bias" in layer && layer.bias === false);

/** z + b, channel by channel, and the gradient of b. */
function biased({ tf }: Backend, z: Tensor, bias: Tensor, used: boolean) {
  if (!used) return { output: z, gradient: () => tf.zerosLike(bias) };
  const [replicas, channels] = bias.shape as [number, number];
  return {
    output: tf.add(z, tf.reshape(bias, [replicas, channels, 1, 1])),
    gradient: (dz: Tensor) => tf.sum(dz, [2, 3]),
  };
}

function convolution(backend: Backend, layer: Convolution, bias: boolean): GraphOperation {
  return {
    places: kernelPlaces(layer),
    forward([planes], { own: [w, b] }) {
      const windows = windowProduct(backend, layer, planes!, w!);
      const sum = biased(backend, windows.output, b!, bias);
      return {
        output: sum.output,
        backward(gradient, wantInputs) {
          const { weight, input } = windows.backward(gradient, wantInputs);
          return { inputs: input ? [input] : [], parameters: [weight, sum.gradient(gradient)] };
        },
      };
    },
  };
}

/** Reads every value, channel by channel: z = x W, dW = x^T dz, dx = dz W^T. */
function full(backend: Backend, sources: number, targets: number, bias: boolean): GraphOperation {
  const { tf } = backend;
  return {
    places: {
      weightShape: [sources, targets],
      biases: targets,
      place: (source, target) => source * targets + target,
    },
    forward([planes], { own: [w, b] }) {
      const [replicas, channels, images, positions] = planes!.shape as number[] as [
        number,
        number,
        number,
        number,
      ];
      const rows = tf.reshape(tf.transpose(planes!, [0, 2, 1, 3]), [replicas, images, sources]);
      const z = tf.transpose(product(backend, rows, w!, "neither"), [0, 2, 1]);
      const sum = biased(backend, tf.expandDims(z, 3), b!, bias);
      return {
        output: sum.output,
        backward(gradient, wantInputs) {
          const dz = tf.transpose(tf.reshape(gradient, [replicas, targets, images]), [0, 2, 1]);
          const parameters = [product(backend, rows, dz, "first"), sum.gradient(gradient)];
          if (!wantInputs) return { inputs: [], parameters };
          const below = tf.reshape(product(backend, dz, w!, "second"), [
            replicas,
            images,
            channels,
            positions,
          ]);
          return { inputs: [tf.transpose(below, [0, 2, 1, 3])], parameters };
        },
      };
    },
  };
}

/** Around planes of maxima nothing can win: values here may be negative. */
const NOTHING = -3.4e38;

function pooling(backend: Backend, window: Pool, input: Plane, output: Plane): GraphOperation {
  const { tf } = backend;
  return {
    forward([planes]) {
      const [replicas, channels, images] = planes!.shape as [number, number, number];
      const count = replicas * channels * images;
      const flat = tf.reshape(planes!, [count, input.height, input.width]);
      const shrunk = pool(
        backend,
        window,
        input,
        output,
        flat,
        window.kind === "max" ? NOTHING : 0,
      );
      return {
        output: tf.reshape(shrunk.output, [replicas, channels, images, area(output)]),
        backward(gradient) {
          const d = tf.reshape(gradient, [count, output.height, output.width]);
          return { inputs: [tf.reshape(shrunk.backward(d), planes!.shape)], parameters: [] };
        },
      };
    },
  };
}

function relu({ tf }: Backend): GraphOperation {
  return {
    forward([x]) {
      const output = tf.relu(x!);
      return {
        output,
        backward: (gradient) => ({ inputs: [tf.mul(gradient, tf.step(output))], parameters: [] }),
      };
    },
  };
}

function add({ tf }: Backend): GraphOperation {
  return {
    forward(inputs) {
      return {
        output: inputs.reduce((sum, x) => tf.add(sum, x)),
        backward: (gradient) => ({ inputs: inputs.map(() => gradient), parameters: [] }),
      };
    },
  };
}

/** A factor of one position is one for all of the other. */
function multiply({ tf }: Backend): GraphOperation {
  return {
    forward([a, b]) {
      const positions = Math.max(a!.shape[3]!, b!.shape[3]!);
      const back = (gradient: Tensor, own: Tensor, other: Tensor) => {
        const all = tf.mul(gradient, other);
        return own.shape[3] === positions ? all : tf.sum(all, [3], true);
      };
      return {
        output: tf.mul(a!, b!),
        backward: (gradient) => ({
          inputs: [back(gradient, a!, b!), back(gradient, b!, a!)],
          parameters: [],
        }),
      };
    },
  };
}

function concatenate({ tf }: Backend): GraphOperation {
  return {
    forward(inputs) {
      const channels = inputs.map(({ shape }) => shape[1]!);
      return {
        output: tf.concat([...inputs], 1),
        backward: (gradient) => ({ inputs: tf.split(gradient, channels, 1), parameters: [] }),
      };
    },
  };
}

function transpose({ tf }: Backend): GraphOperation {
  return {
    forward([x]) {
      return {
        output: tf.transpose(x!, [0, 3, 2, 1]),
        backward: (gradient) => ({
          inputs: [tf.transpose(gradient, [0, 3, 2, 1])],
          parameters: [],
        }),
      };
    },
  };
}

/** Its draws are those of the sparse engine, value by value, which this one does not make. */
function dropout(name: string, rate: number): GraphOperation {
  return {
    forward([x], _, training) {
      if (training && rate > 0)
        throw new UserError(
          `layer ${name}: dropout is trained by the engine sparse alone; choose --engine sparse, or a rate of 0`,
        );
      return { output: x!, backward: (gradient) => ({ inputs: [gradient], parameters: [] }) };
    },
  };
}
