/** Windows over planes: stride, padding and pooling as operators state them. */
import type { OnnxNode } from "../formats/onnx.js";
import type { NamedTensor } from "../formats/tensor.js";
import type { Image, Padding, Pair, PoolSettings, Zeros } from "../geometry.js";
import { INPUT } from "../layer-graph.js";
import { type Flow, isLines, isPlanes } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { words } from "./onnx-reading.js";
import { type Joint, list, listAt, number, refuse } from "./onnx-walk.js";

/** What windows are laid over. */
export interface Planes {
  readonly path: string;
  readonly node: OnnxNode;
  readonly image: Image;
  /** Zeros that were put around it. */
  readonly around: Zeros | undefined;
}

/** Of an operator over lines, as one over planes of one row has it. */
export function lifted(joint: Joint): Joint {
  const { node, constants } = joint;
  const attributes = new Map(node.attributes);
  const lift = (name: string, before: readonly number[], behind: readonly number[]) => {
    const value = list(node, name);
    const all = value?.flatMap((n, i) => (i === 0 ? [...before, n] : [...behind, n]));
    if (all) attributes.set(name, all);
  };
  for (const name of ["kernel_shape", "strides", "dilations"]) lift(name, [1], [1]);
  lift("pads", [0], [0]);
  const weight = constants[1];
  const [outputs, inputs, columns] = weight?.shape ?? [];
  const shape = weight?.shape.length === 3 ? [outputs!, inputs!, 1, columns!] : undefined;
  const own = shape ? constants.with(1, { ...weight!, shape }) : constants;
  return { ...joint, node: { ...node, attributes }, constants: own };
}

/** Planes under a window. @param lines of one row, which have no dimension for it. */
export function planesOf(
  builder: GraphBuilder,
  joint: Joint,
  lines = false,
): { flow: Flow; planes: Planes } {
  const { path } = builder;
  const { node } = joint;
  const { zeros, ...flow } = builder.only(joint, true);
  if (!(lines ? isLines(flow) : isPlanes(flow)))
    refuse(
      path,
      node,
      flow.layer === INPUT
        ? 'expected an input of [batch, channels, height, width], found one without them; state them in --architecture: "input": { "channels": 1, "height": 28, "width": 28 }'
        : `expected planes of [batch, channels, height, width], found ${words(flow)}`,
    );
  return { flow, planes: { path, node, image: flow, around: zeros } };
}

type Sides = readonly [number, number];

/** Stride and padding of a convolution with these weights. @throws UserError where it reads other channels. */
export function kernelSettings(
  planes: Planes,
  weight: NamedTensor,
  groups: number,
  dilation: Sides,
): { stride: Sides; padding: Padding } {
  const { path, node, image } = planes;
  const [, below, rows, columns] = weight.shape as [number, number, number, number];
  if (image.channels !== below * groups)
    refuse(path, node, `expected ${image.channels} channels, found ${below * groups}`);
  const kernel = [(rows - 1) * dilation[0] + 1, (columns - 1) * dilation[1] + 1] as const;
  const stride = pairOf(list(node, "strides"));
  return { stride, padding: together(planes, paddingOf(planes, kernel, stride)) };
}

/** Rows and columns; 1 where nothing is said. */
export function pairOf(values: readonly number[] = [1, 1]): Sides {
  return [values[0] ?? 1, values[1] ?? values[0] ?? 1];
}

/** Zeros around: stated, or by a rule that knows the plane. */
function paddingOf({ path, node, image }: Planes, kernel: Sides, stride: Sides): Padding {
  const { height, width } = image;
  const rule = node.attributes.get("auto_pad") ?? "NOTSET";
  if (rule === "VALID") return "valid";
  if (rule === "SAME_UPPER") return "same";
  if (rule === "SAME_LOWER") {
    const [top, bottom] = lower(height, kernel[0], stride[0]);
    const [left, right] = lower(width, kernel[1], stride[1]);
    return { top, bottom, left, right };
  }
  const [top = 0, left = 0, bottom = 0, right = 0] = list(node, "pads") ?? [];
  if (rule !== "NOTSET" || [top, left, bottom, right].some((n) => !(n >= 0)))
    refuse(path, node, `expected padding of zeros, found ${String(rule)} and negative pads`);
  return { top, bottom, left, right };
}

/** As many zeros as ceil(inputs / stride) outputs need, the odd one first. */
function lower(inputs: number, kernel: number, stride: number): [number, number] {
  const zeros = Math.max(0, (Math.ceil(inputs / stride) - 1) * stride + kernel - inputs);
  return [Math.ceil(zeros / 2), Math.floor(zeros / 2)];
}

/** Stated padding and the zeros that an operator before put around. */
function together(planes: Planes, padding: Padding): Padding {
  const { around } = planes;
  if (!around || Object.values(around).every((n) => n === 0)) return padding;
  const { top, bottom, left, right } = sidesOf(planes, padding);
  return {
    top: top + around.top,
    bottom: bottom + around.bottom,
    left: left + around.left,
    right: right + around.right,
  };
}

function sidesOf({ path, node }: Planes, padding: Padding): Zeros {
  if (padding === "valid") return { top: 0, bottom: 0, left: 0, right: 0 };
  if (typeof padding === "object" && "top" in padding) return padding;
  return refuse(path, node, "expected stated padding of windows, found a rule for it");
}

/** Zeros around planes, [before each dimension, …, behind each, …]; nothing where there are none. */
export function padsOf(path: string, joint: Joint): Zeros | undefined {
  const { node, constants } = joint;
  const pads = listAt(joint, "pads", 1) ?? [];
  const value = constants[2]?.data[0] ?? number(node, "value", 0);
  const [n, c, top = 0, left = 0, behind, last, bottom = 0, right = 0] = pads;
  const known = pads.length === 8 && !constants[3] && [n, c, behind, last].every((k) => k === 0);
  const zeros = value === 0 && (node.attributes.get("mode") ?? "constant") === "constant";
  if (pads.length > 0 && pads.every((k) => k === 0)) return undefined;
  if (!known || !zeros || pads.some((k) => !(k >= 0)))
    refuse(path, node, "expected zeros around planes, found other padding");
  return { top, bottom, left, right };
}

export function windows(planes: Planes, kind: "max" | "average"): PoolSettings {
  const { path, node, image } = planes;
  const kernel = list(node, "kernel_shape");
  if (kernel?.length !== 2) refuse(path, node, "expected windows over the planes of a convolution");
  if (list(node, "dilations")?.some((n) => n !== 1))
    refuse(path, node, "expected windows without dilation");
  const size = pairOf(kernel);
  const stride = pairOf(list(node, "strides"));
  const own = sidesOf(planes, paddingOf(planes, size, stride));
  const { top, bottom, left, right } = sidesOf(planes, together(planes, own));
  if (top !== bottom || left !== right)
    refuse(path, node, "expected the same padding of windows on both sides");
  const inside = own.top > 0 || own.left > 0;
  if (kind === "average" && inside && number(node, "count_include_pad", 0) === 0)
    refuse(
      path,
      node,
      "averages over what is inside alone (count_include_pad 0), where a network here counts zeros around",
    );
  const ceil = number(node, "ceil_mode", 0) !== 0 && cuts(image, size, stride, [top, left]);
  return {
    kind,
    size: size as Pair,
    stride: stride as Pair,
    ...((top > 0 || left > 0) && { padding: [top, left] as const }),
    ...(ceil && { ceil }),
  };
}

/** Whether windows do not come out even, so that ceil_mode has one more. */
function cuts({ height, width }: Image, size: Sides, stride: Sides, [top, left]: Sides): boolean {
  return (
    (height + 2 * top - size[0]) % stride[0] !== 0 || (width + 2 * left - size[1]) % stride[1] !== 0
  );
}
