/** Operators that pool: maxima and means over windows, or over all positions. */

import { type Flow, isPlanes, LINES, lettersOf, PLANES } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { channelsAt, words } from "./onnx-reading.js";
import { type Joint, list, listAt, number, refuse } from "./onnx-walk.js";
import { lifted, padsOf, planesOf, windows } from "./onnx-windows.js";

export function pool(builder: GraphBuilder, given: Joint, kind: "max" | "average"): Flow {
  const lines = list(given.node, "kernel_shape")?.length === 1;
  const joint = lines ? lifted(given) : given;
  const { flow, planes } = planesOf(builder, joint, lines);
  const { kind: _, ...own } = windows(planes, kind);
  if (kind === "max" && planes.around && !rectified(builder, joint, flow))
    refuse(
      builder.path,
      joint.node,
      "takes maxima of zeros that were put around, which no pooling here does but of rectified values",
    );
  return builder.add(joint, { kind: `${kind}-pool`, ...own }, [flow], {
    axes: lines ? LINES : PLANES,
  });
}

/** Whether no value is below 0, or a ReLU is all that reads the maxima: zeros around change nothing then. */
function rectified(builder: GraphBuilder, joint: Joint, { layer }: Flow): boolean {
  const giver = builder.layers.find((own) => own.layer.name === layer);
  const next = builder.readers(joint);
  return (
    (giver &&
      ["relu", "relu6", "sigmoid", "hard-sigmoid", "softplus"].includes(giver.layer.kind)) ||
    (next.length > 0 && next.every(({ node }) => node.op === "Relu"))
  );
}

export function globalAverage(builder: GraphBuilder, joint: Joint): Flow {
  const flow = channelsAt(builder, joint, builder.only(joint), 0);
  return average(builder, joint, flow, flow.axes);
}

function average(builder: GraphBuilder, joint: Joint, flow: Flow, axes: readonly string[]): Flow {
  return builder.add(joint, { kind: "global-average-pool" }, [flow], { axes });
}

export function globalMaximum(builder: GraphBuilder, joint: Joint): Flow {
  const lines = builder.only(joint, true).axes.length === 2;
  const { flow, planes } = planesOf(builder, joint, lines);
  const { height, width } = planes.image;
  const size = [height, width] as const;
  const axes = lines ? LINES : PLANES;
  return builder.add(joint, { kind: "max-pool", size }, [flow], { axes });
}

/** The mean over positions is global average pooling by another name. */
export function mean(builder: GraphBuilder, joint: Joint): Flow {
  const { node } = joint;
  const flow = builder.only(joint);
  const rank = flow.axes.length + 1;
  const axes = (listAt(joint, "axes", 1) ?? []).map((axis) => (axis < 0 ? axis + rank : axis));
  const places = axes.map((axis) => axis - 1).sort((a, b) => a - b);
  const over = places.map((place) => flow.axes[place] ?? "?").join("");
  const own = over === "c" ? builder.exchanged(joint, flow) : flow;
  if (!own || axes.length === 0 || (own === flow && over !== lettersOf(flow, "hw")))
    refuse(
      builder.path,
      node,
      `expected a mean over all positions of ${words(flow)}, found axes ${axes.join(", ")}`,
    );
  const keeps = number(node, "keepdims", 1) !== 0;
  return average(
    builder,
    joint,
    own,
    keeps ? own.axes : own.axes.filter((_, i) => !places.includes(i)),
  );
}

export function pad(builder: GraphBuilder, joint: Joint): Flow {
  const flow = builder.only(joint);
  const zeros = padsOf(builder.path, joint);
  if (zeros && !isPlanes(flow))
    refuse(builder.path, joint.node, `expected planes to put zeros around, found ${words(flow)}`);
  return zeros ? { ...flow, zeros } : flow;
}
