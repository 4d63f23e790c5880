/** Operators that give the same values in other dimensions. */
import type { Image } from "../geometry.js";
import { INPUT } from "../layer-graph.js";
import { axesOf, dimensionsOf, type Flow, PLANES, regrouped } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { words } from "./onnx-reading.js";
import type { Sizes } from "./onnx-shapes.js";
import { type Joint, list, listAt, number, refuse } from "./onnx-walk.js";

export function transpose(builder: GraphBuilder, joint: Joint): Flow {
  const flow = builder.only(joint);
  const rank = flow.axes.length + 1;
  const order = list(joint.node, "perm") ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const fits = order.length === rank && order[0] === 0 && new Set(order).size === rank;
  const axes = order.slice(1).map((place) => flow.axes[place - 1]);
  if (!fits || axes.some((axis) => axis === undefined))
    refuse(
      builder.path,
      joint.node,
      `expected dimensions behind the batch of ${words(flow)} in another order, found ${order.join(", ")}`,
    );
  return { ...flow, axes: axes as string[] };
}

export function flatten(builder: GraphBuilder, joint: Joint): Flow {
  const axis = number(joint.node, "axis", 1);
  const flow = builder.only(joint);
  if (axis !== 1 && axis !== -flow.axes.length)
    refuse(builder.path, joint.node, `expected axis 1, each image a vector, found axis ${axis}`);
  return { ...flow, axes: [flow.axes.join("")] };
}

/** The same values in other dimensions; or a vector as the image that it was before the first layer. */
export function reshape(
  builder: GraphBuilder,
  joint: Joint,
  sizes: ReadonlyMap<string, Sizes | undefined>,
): Flow {
  const { node, constants } = joint;
  const flow = builder.only(joint);
  const target = constants[1] ? Array.from(constants[1].data) : sizes.get(node.inputs[1] ?? "");
  const own = dimensionsOf(flow);
  const dimensions = target && filled(target, own, builder.batch);
  const axes = dimensions && regrouped(flow, dimensions);
  if (axes) return { ...flow, axes };
  const [channels, height, width] = dimensions ?? [];
  const vector = flow.layer === INPUT && builder.layers.length === 0 && own.length === 1;
  if (vector && dimensions?.length === 3) {
    const image: Image = { channels: channels!, height: height!, width: width! };
    builder.inputIs(image, PLANES);
    return { ...flow, ...image, axes: axesOf(image, PLANES) };
  }
  const values = own.reduce((a, b) => a * b, 1);
  const found = target
    ? target.map((n) => (Number.isNaN(n) ? "batch" : n)).join(", ")
    : "a shape that cannot be told";
  return refuse(
    builder.path,
    node,
    `expected the shape [batch, ${values}] of vectors, or another that only joins dimensions of ${words(flow)}, found [${found}]`,
  );
}

/** Dimensions behind the batch, as a target states them: 0 is as it was, -1 what is left. */
function filled(target: Sizes, own: readonly number[], images: number): number[] | undefined {
  const [batch, ...rest] = target.map((n, i) => (n === 0 && i > 0 ? (own[i - 1] ?? 0) : n));
  const values = own.reduce((a, b) => a * b, 1);
  const known = rest.reduce((a, b) => (b === -1 ? a : a * b), 1);
  const sizes = rest.map((n) => (n === -1 ? values / known : n));
  const whole = Number.isNaN(batch) || batch === -1 || batch === 0 || batch === (images || batch);
  const fits = sizes.every((n) => Number.isInteger(n) && n > 0);
  return whole && fits && sizes.reduce((a, b) => a * b, 1) === values ? sizes : undefined;
}

/** Leaves out dimensions of one value. */
export function squeeze(builder: GraphBuilder, joint: Joint): Flow {
  const flow = builder.only(joint);
  const rank = flow.axes.length + 1;
  const axes = listAt(joint, "axes", 1)?.map((axis) => (axis < 0 ? axis + rank : axis) - 1);
  const goes = (place: number) => axes?.includes(place) ?? dimensionsOf(flow)[place] === 1;
  const lost = flow.axes.filter((_, place) => goes(place));
  if (axes?.some((place) => !(place >= 0 && place < rank - 1)) || lost.some((axis) => axis !== ""))
    refuse(
      builder.path,
      joint.node,
      `expected dimensions of one value to leave out, found others of ${words(flow)}`,
    );
  return { ...flow, axes: flow.axes.filter((_, place) => !goes(place)) };
}

export function unsqueeze(builder: GraphBuilder, joint: Joint): Flow {
  const flow = builder.only(joint);
  const stated = listAt(joint, "axes", 1) ?? [];
  const rank = flow.axes.length + 1 + stated.length;
  const places = stated.map((axis) => (axis < 0 ? axis + rank : axis) - 1).sort((a, b) => a - b);
  if (places.some((place, i) => !(place >= 0 && place < rank - 1) || place === places[i - 1]))
    refuse(builder.path, joint.node, `expected new dimensions behind the batch of ${words(flow)}`);
  const axes = [...flow.axes];
  for (const place of places) axes.splice(place, 0, "");
  return { ...flow, axes };
}
