/** Operators that add, multiply or put side by side. */
import type { NamedTensor } from "../formats/tensor.js";
import { area } from "../geometry.js";
import { INPUT } from "../layer-graph.js";
import { dimensionsOf, type Flow, isVectorAt, lettersOf } from "./flow.js";
import type { Affine } from "./fold.js";
import type { Numbers } from "./found.js";
import type { GraphBuilder } from "./graph-builder.js";
import { channelsAt, perChannel, words } from "./onnx-reading.js";
import { type Joint, number, refuse } from "./onnx-walk.js";

/** Several that flow: a residual connection. A constant: biases, or a shift of the input. */
export function add(builder: GraphBuilder, joint: Joint): Flow {
  const { moving, node } = joint;
  if (moving.length < 2) return arithmetic(builder, joint, (c) => [1, c]);
  const flows = moving.map((_, place) => builder.flow(joint, place));
  const other = flows.find((flow) => dimensionsOf(flow).join() !== dimensionsOf(flows[0]!).join());
  if (other)
    refuse(
      builder.path,
      node,
      `expected the same dimensions to add, found ${words(flows[0]!)} and ${words(other)}`,
    );
  const read = alike(builder, joint, flows);
  return builder.add(joint, { kind: "add" }, read);
}

/** Two that flow, value by value or with one factor a channel: a gate. A constant: a scale. */
export function multiply(builder: GraphBuilder, joint: Joint): Flow {
  const { moving, node } = joint;
  if (moving.length < 2) return arithmetic(builder, joint, (c) => [c, 0]);
  const [one, two] = [builder.flow(joint, 0), builder.flow(joint, 1)];
  if (dimensionsOf(one).join() === dimensionsOf(two).join())
    return builder.add(joint, { kind: "multiply" }, alike(builder, joint, [one, two]));
  const [large, small] = area(one) < area(two) ? [two, one] : [one, two];
  const place = large.axes.indexOf("c");
  const fits =
    large.axes.length === small.axes.length &&
    small.channels === large.channels &&
    small.axes.every((axis, i) => axis === (i === place ? "c" : ""));
  if (!fits)
    refuse(
      builder.path,
      node,
      `expected the same dimensions to multiply, or one value a channel, found ${words(one)} and ${words(two)}`,
    );
  return builder.add(joint, { kind: "multiply" }, [large, small]);
}

/** The same with channels in one place and positions in one form, where they are not in all. */
function alike(builder: GraphBuilder, joint: Joint, flows: readonly Flow[]): readonly Flow[] {
  const form = ({ height, width, axes }: Flow) => [height, width, ...axes].join();
  const different = (ones: readonly Flow[]) => ones.some((one) => form(one) !== form(ones[0]!));
  if (!different(flows)) return flows;
  const first = flows.find((flow) => flow.axes.at(-1) === "c") ?? flows[0]!;
  const place = first.axes.indexOf("c");
  if (place < 0) return flows;
  const turned = flows.map((flow) => channelsAt(builder, joint, flow, place));
  if (!different(turned)) return turned;
  const twice = (flow: Flow) => {
    const once = builder.exchanged(joint, flow);
    return (once && builder.exchanged(joint, once)) ?? flow;
  };
  return turned.map((flow) => (flow.height > 1 ? twice(flow) : flow));
}

/** Adds to or multiplies what flows by a constant, as scale and shift. @param scaleAndShift by the place of what flows. */
export function arithmetic(
  builder: GraphBuilder,
  joint: Joint,
  scaleAndShift: (c: number, place: number) => readonly [number, number],
): Flow {
  const { node, constants, moving } = joint;
  const read = builder.only(joint);
  const place = node.inputs.indexOf(moving[0]!);
  const other = constants.find((tensor) => tensor !== undefined);
  if (!other) refuse(builder.path, node, "expected a constant beside what flows");
  const flow = read.layer === INPUT ? read : besideChannels(builder, joint, read, other);
  const values =
    read.layer === INPUT ? perInput(flow, other) : perChannel(builder, joint, flow.channels, other);
  if (!values)
    refuse(
      builder.path,
      node,
      `expected one number or one a channel in "${other.name}", found shape [${other.shape.join(", ")}] beside ${words(flow)}`,
    );
  const affine: Affine = {
    scale: Float64Array.from(values, (c) => scaleAndShift(c, place)[0]),
    shift: Float64Array.from(values, (c) => scaleAndShift(c, place)[1]),
  };
  return builder.scale(joint, flow, affine, other.name);
}

/** One number for all inputs, one a channel, or one a value. */
function perInput(flow: Flow, { shape, data }: NamedTensor): Numbers | undefined {
  const channels = data.length === flow.channels && shape.length >= 3;
  const inOrder = flow.axes.join("") === lettersOf(flow, "chw");
  const each = inOrder && (channels || data.length === flow.channels * area(flow));
  return data.length === 1 || each ? data : undefined;
}

/** What flows, with channels in the dimension in which a constant has more than one number. */
function besideChannels(
  builder: GraphBuilder,
  joint: Joint,
  flow: Flow,
  { shape, data }: NamedTensor,
): Flow {
  if (data.length === 1) return flow;
  const place = shape.findIndex((n) => n !== 1) + flow.axes.length - shape.length;
  return channelsAt(builder, joint, flow, place);
}

export function divide(builder: GraphBuilder, joint: Joint): Flow {
  if (joint.node.inputs[0] !== joint.moving[0])
    refuse(builder.path, joint.node, "divides a constant by what flows, which no layer does");
  return arithmetic(builder, joint, (c) => [1 / c, 0]);
}

export function concatenate(builder: GraphBuilder, joint: Joint): Flow {
  const { node, moving } = joint;
  const flows = moving.map((_, place) => builder.flow(joint, place));
  if (moving.length !== node.inputs.length)
    refuse(builder.path, node, "puts constants beside what flows, which no layer does");
  if (flows.length === 1) return flows[0]!;
  const axis = number(node, "axis", 1);
  const [{ axes }] = flows as [Flow];
  const place = (axis < 0 ? axis + axes.length + 1 : axis) - 1;
  const others = (flow: Flow) => flow.axes.toSpliced(place, 1).join();
  const whole = (flow: Flow) =>
    isVectorAt(flow, place) && flow.axes[place] === lettersOf(flow, "chw");
  const fits = flows.every(
    (flow) =>
      others(flow) === others(flows[0]!) &&
      (flow.axes[place] === lettersOf(flow, "c") || whole(flow)),
  );
  if (!fits)
    refuse(
      builder.path,
      node,
      `expected channels side by side (axis 1), found axis ${axis} of ${flows.map(words).join(" and ")}`,
    );
  return builder.add(joint, { kind: "concatenate" }, flows, {
    axes: axes.with(place, whole(flows[0]!) ? "chw" : "c"),
  });
}
