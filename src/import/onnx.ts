/** A network from an ONNX graph, operator by operator; what no network here can compute is refused by name. */
import { UserError } from "../error.js";
import type { OnnxGraph } from "../formats/onnx.js";
import { some } from "../formats/some.js";
import type { NamedTensor } from "../formats/tensor.js";
import { area, type Image } from "../geometry.js";
import type { GraphLayer } from "../layer-graph.js";
import { type Architecture, statedImage } from "./architecture.js";
import { checkHidden } from "./complete.js";
import { LINES, PLANES } from "./flow.js";
import { type Affine, composed } from "./fold.js";
import type { FoundNetwork, FoundNormalisation } from "./found.js";
import { type Built, GraphBuilder } from "./graph-builder.js";
import { chainOf } from "./graph-chain.js";
import { imageNote, normaliseOf, statedNormalise } from "./input-scale.js";
import { operators } from "./onnx-operators.js";
import { withPatterns } from "./onnx-patterns.js";
import { measured, type Sizes } from "./onnx-shapes.js";
import { type Joint, jointsOf, number, refuse } from "./onnx-walk.js";

/**
 * @param architecture may state what the graph leaves out: a normalisation before it.
 * @throws UserError by the node that is not read, or where the architecture says something else.
 */
export function layersOfGraph(
  path: string,
  graph: OnnxGraph,
  architecture: Architecture,
): FoundNetwork {
  const { convolutions, order, epsilon, layers } = architecture;
  if (convolutions ?? order ?? epsilon ?? layers)
    throw new UserError(
      `${path}: an ONNX graph says what its layers are; leave "layers", "convolutions", "order" and "epsilon" out of the architecture`,
    );
  const joints = withPatterns(jointsOf(path, graph));
  checkAttention(path, joints);
  const { name, shape } = graph.inputs[0]!;
  const { image, axes } = inputOf(graph, joints, architecture);
  const builder = new GraphBuilder(path, joints, name, shape[0] ?? 0, image, axes);
  build(builder, joints);
  if (!builder.layers.some(({ weights }) => weights))
    throw new UserError(`${path}: expected layers with weights, found none`);
  const found = { ...shapeOf(builder, architecture), ...normalised(builder, architecture) };
  if (found.graph && axes !== PLANES && axes !== LINES && !architecture.input)
    builder.note(
      `inputs are taken to be vectors of ${area(image) * image.channels} values; if they are images, state what they are in --architecture: "input": { "channels": 1, "height": 28, "width": 28 }`,
    );
  return { ...found, notes: builder.notes };
}

/** Products of two things that flow make each image a network of its own. */
function checkAttention(path: string, joints: readonly Joint[]): void {
  const attention = joints.find(
    ({ node, moving }) => (node.op === "MatMul" || node.op === "Einsum") && moving.length > 1,
  );
  if (attention)
    refuse(
      path,
      attention.node,
      'multiplies matrices that flow, as attention does, which cannot be read; take the multilayer perceptrons alone, of a file of weights: torch.save(model.state_dict(), "model.pt"), then pcrit import model.pt --select PATTERN (docs/networks.md)',
    );
}

/** Adds what each operator is; what is computed from shapes goes to those that read it. */
function build(builder: GraphBuilder, joints: readonly Joint[]): void {
  const { path } = builder;
  const sizes = new Map<string, Sizes | undefined>();
  for (const joint of joints) {
    const { node, constants, measures } = joint;
    if (measures) {
      const read = node.inputs.map((name, i) => sizesOf(builder, name, node, sizes, constants[i]));
      sizes.set(node.outputs[0]!, measured(node, read));
      continue;
    }
    const operator = operators.get(node.op);
    if (!operator)
      refuse(
        path,
        node,
        `expected operators of ${some([...operators.keys()], operators.size)}, which alone can be read`,
      );
    if (node.inputs.some((name, i) => sizes.has(name) && !(node.op === "Reshape" && i === 1)))
      refuse(path, node, "computes with the shape of what flows, which cannot be read");
    builder.pass(joint, operator(builder, joint, sizes));
  }
}

/** Numbers that an operator on shapes reads: Shape and Size look at dimensions, others at values. */
function sizesOf(
  builder: GraphBuilder,
  name: string,
  { op }: Joint["node"],
  sizes: ReadonlyMap<string, Sizes | undefined>,
  constant: NamedTensor | undefined,
): Sizes | undefined {
  const known = sizes.get(name);
  if (op !== "Shape" && op !== "Size") return known ?? (constant && few(constant));
  if (constant) return constant.shape;
  const own = builder.dimensions(name);
  return known ? [known.length] : own && [Number.NaN, ...own];
}

/** Those of a shape are few. */
function few({ data }: NamedTensor): Sizes | undefined {
  return data.length <= 64 ? Array.from(data) : undefined;
}

/**
 * What the graph, or else the architecture, says of an image; or a vector of as many values as the graph or its
 * first matrix says.
 */
function inputOf(
  graph: OnnxGraph,
  joints: readonly Joint[],
  architecture: Architecture,
): { image: Image; axes: readonly string[] } {
  const [, ...sizes] = graph.inputs[0]!.shape;
  const [channels, height, width] = sizes;
  if (sizes.length === 3 && channels && height && width)
    return { image: { channels, height, width }, axes: PLANES };
  const convolves = joints.some(
    ({ node, constants }) => node.op === "Conv" && constants[1]?.shape.length === 3,
  );
  // channels of lines, as convolutions of one dimension read them
  if (sizes.length === 2 && channels && height && convolves)
    return { image: { channels, height: 1, width: height }, axes: LINES };
  const stated = statedImage(architecture);
  if (stated && sizes.length !== 1) return { image: stated, axes: PLANES };
  const own = sizes.reduce((a, b) => a * b, sizes.length > 0 ? 1 : 0);
  const values = own || valuesRead(joints);
  const fits = stated && stated.channels * area(stated) === values;
  return { image: fits ? stated : { channels: values, height: 1, width: 1 }, axes: ["chw"] };
}

/** Inputs of the first matrix that multiplies what flows. */
function valuesRead(joints: readonly Joint[]): number {
  const first = joints.find(({ node }) => node.op === "Gemm" || node.op === "MatMul");
  const place = first && number(first.node, "transB", 0);
  return first?.constants[1]?.shape[place ? 1 : 0] ?? 1;
}

/** The form that layers have: a chain where they are one, else their graph. */
function shapeOf(
  builder: GraphBuilder,
  architecture: Architecture,
): Omit<FoundNetwork, "normalise" | "notes"> {
  const { layers, image, path } = builder;
  const chain = chainOf(layers);
  if (!chain)
    return {
      layers: layers.flatMap(({ weights }) => weights ?? []),
      convolutions: [],
      input: image,
      graph: { input: image, layers: layers.map(withBias) },
      normalisations: layers.flatMap(({ normalisation, behind }) =>
        normalisation ? [behind.reduce(taken, normalisation)] : [],
      ),
    };
  checkHidden(path, chain.layers.slice(chain.convolutions.length), architecture);
  const { layers: weights, convolutions } = chain;
  return { layers: weights, convolutions, ...(convolutions.length > 0 && { input: image }) };
}

/** As a graph says it: a layer has biases unless it says that it has none. */
function withBias({ layer, weights }: Built): GraphLayer {
  return weights && !weights.bias ? ({ ...layer, bias: false } as GraphLayer) : layer;
}

/** A normalisation that does what stands behind it too. */
function taken(own: FoundNormalisation, affine: Affine): FoundNormalisation {
  const ones = affine.scale.map(() => 1);
  const before = {
    scale: Float64Array.from(own.scale ?? ones),
    shift: Float64Array.from(own.shift ?? ones.map(() => 0)),
  };
  return { ...own, ...composed(before, affine) };
}

/** What happens to inputs before the first layer, in the graph or as stated. */
function normalised(
  builder: GraphBuilder,
  architecture: Architecture,
): Pick<FoundNetwork, "normalise"> {
  const { path, before } = builder;
  const own = before && normaliseOf(path, before, (text) => builder.note(text));
  const stated = architecture.normalise !== undefined;
  if (own && stated)
    throw new UserError(
      `${path}: the graph normalises its inputs itself; leave "normalise" out of the architecture`,
    );
  if (!own && !stated) builder.note(imageNote);
  return own ? { normalise: own } : statedNormalise(architecture);
}
