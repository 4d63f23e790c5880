/** Operators that normalise. */
import type { NamedTensor } from "../formats/tensor.js";
import type { Flow } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { calledAs, channelsAt, perChannel, words } from "./onnx-reading.js";
import { type Joint, number, refuse } from "./onnx-walk.js";

export function batchNormalisation(builder: GraphBuilder, joint: Joint): Flow {
  const { node, constants } = joint;
  if (number(node, "training_mode", 0) !== 0)
    refuse(builder.path, node, "normalises as in training; export the network in evaluation mode");
  const flow = channelsAt(builder, joint, builder.only(joint), 0);
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map(
    (place) =>
      constants[place] ?? refuse(builder.path, node, `expected a constant as input ${place}`),
  ) as [NamedTensor, NamedTensor, NamedTensor, NamedTensor];
  const numbers = (tensor: NamedTensor) => perChannel(builder, joint, flow.channels, tensor);
  const normalisation = {
    name: node.name,
    names: { scale: scale.name, shift: shift.name, mean: mean.name, variance: variance.name },
    scale: numbers(scale),
    shift: numbers(shift),
    mean: numbers(mean),
    variance: numbers(variance),
  };
  const operation = {
    kind: "batch-normalisation",
    epsilon: number(node, "epsilon", 1e-5),
    // ONNX counts what stays, PyTorch what comes
    momentum: rounded(1 - number(node, "momentum", 0.9)),
  } as const;
  return builder.add(joint, operation, [flow], calledAs(scale, joint), { normalisation });
}

/** 1 - 0.9 in 32 bits is 0.1 with dust on it. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Over the last dimensions, which are to be those of the channels, or of positions in their place. */
export function layerNormalisation(builder: GraphBuilder, joint: Joint): Flow {
  const { node, constants } = joint;
  const read = builder.only(joint);
  const axis = number(node, "axis", -1);
  const first = (axis < 0 ? axis + read.axes.length + 1 : axis) - 1;
  const over = read.axes.slice(Math.max(0, first));
  if (over.filter((letters) => letters !== "").length > 1)
    refuse(
      builder.path,
      node,
      `expected to normalise over channels alone, found dimensions ${first + 1} and on of ${words(read)}`,
    );
  const place =
    Math.max(0, first) +
    Math.max(
      0,
      over.findIndex((letters) => letters !== ""),
    );
  const flow = channelsAt(builder, joint, read, place);
  const [, scale, shift] = constants;
  if (node.inputs[1] && !scale) refuse(builder.path, node, "expected a constant as input 1");
  const numbers = (tensor: NamedTensor) => perChannel(builder, joint, flow.channels, tensor);
  const normalisation = {
    name: node.name,
    names: { scale: scale?.name ?? null, shift: shift?.name ?? null, mean: null, variance: null },
    ...(scale && { scale: numbers(scale) }),
    ...(shift && { shift: numbers(shift) }),
  };
  const operation = {
    kind: "layer-normalisation",
    epsilon: number(node, "epsilon", 1e-5),
  } as const;
  return builder.add(joint, operation, [flow], calledAs(scale, joint), { normalisation });
}
