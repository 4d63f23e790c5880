/** Operators that are activations, and those written out in several operators, as exporters write them. */

import { activations, seluNumbers } from "../activations.js";
import type { Operation } from "../layer-graph.js";
import type { Flow } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { type Joint, number, refuse } from "./onnx-walk.js";
import { isNear, numberBeside, type Pattern, type Wiring } from "./onnx-wiring.js";

type Made = (builder: GraphBuilder, joint: Joint) => Flow;

/** By the table of activations. */
export const activationOperators: readonly (readonly [string, Made])[] = [
  ["Relu", made({ kind: "relu" })],
  ["Clip", clip],
  ["HardSigmoid", hardSigmoid],
  ["PRelu", prelu],
  ...Object.entries(activations).flatMap(([kind, { setting, onnx }]) => {
    if (!onnx) return [];
    const own = (builder: GraphBuilder, joint: Joint) => {
      const [name, usual] = onnx.attribute ?? [];
      const value = name === undefined ? undefined : short(number(joint.node, name, usual!));
      const stated = setting && value !== setting.usual ? { [setting.name]: value } : {};
      return made({ kind, ...stated } as Operation)(builder, joint);
    };
    const special = onnx.op === "Gelu" ? gelu : onnx.op === "Selu" ? selu : own;
    return [[onnx.op, special] as const];
  }),
];

function made(operation: Operation): Made {
  return (builder, joint) => builder.add(joint, operation, [builder.only(joint)]);
}

/** The shortest number that is the same in 32 bits, in which attributes are. */
function short(value: number): number {
  const few = Number(value.toPrecision(7));
  return Math.fround(few) === Math.fround(value) ? few : value;
}

function gelu(builder: GraphBuilder, joint: Joint): Flow {
  const approximate = joint.node.attributes.get("approximate") ?? "none";
  if (approximate !== "none" && approximate !== "tanh")
    refuse(
      builder.path,
      joint.node,
      `expected GELU itself or its approximation by tanh, found one by ${String(approximate)}`,
    );
  return made({ kind: approximate === "tanh" ? "gelu-tanh" : "gelu" })(builder, joint);
}

/** The values between which it cuts off; nothing where they are computed. */
function limitsOf({ node, constants }: Joint): readonly [number, number] | undefined {
  const known = [1, 2].every((place) => !node.inputs[place] || constants[place]);
  if (!known) return undefined;
  return [
    constants[1]?.data[0] ?? number(node, "min", Number.NEGATIVE_INFINITY),
    constants[2]?.data[0] ?? number(node, "max", Number.POSITIVE_INFINITY),
  ];
}

function clip(builder: GraphBuilder, joint: Joint): Flow {
  const [from, to] = limitsOf(joint) ?? [Number.NaN, Number.NaN];
  // exporters write the largest number of 32 bits where there is no end
  if (from === 0 && to >= 3e38) return made({ kind: "relu" })(builder, joint);
  if (from === 0 && to === 6) return made({ kind: "relu6" })(builder, joint);
  return refuse(
    builder.path,
    joint.node,
    `expected values cut off below 0 (ReLU), or below 0 and above 6 (ReLU6), found ${Number.isNaN(from) ? "computed limits" : `${from} to ${to}`}; no layer here does that`,
  );
}

function hardSigmoid(builder: GraphBuilder, joint: Joint): Flow {
  const { alpha, beta } = rampOf(joint);
  if (!isNear(alpha, 1 / 6) || !isNear(beta, 0.5))
    refuse(
      builder.path,
      joint.node,
      `expected alpha 1/6 and beta 0.5, as PyTorch has them, found ${short(alpha)} and ${short(beta)}; no layer here does that`,
    );
  return made({ kind: "hard-sigmoid" })(builder, joint);
}

/** One slope for all is that of a leaky ReLU, which is not trained here. */
function prelu(builder: GraphBuilder, joint: Joint): Flow {
  const slopes = new Set(joint.constants[1]?.data);
  const [slope] = slopes;
  if (slope === undefined || slopes.size > 1)
    refuse(
      builder.path,
      joint.node,
      `expected one slope for all channels, found ${slope === undefined ? "computed slopes" : `${slopes.size} different ones`}; no layer here does that`,
    );
  const kept = short(slope!);
  builder.note(
    `node "${joint.node.name}" (PRelu) is read as a leaky ReLU of slope ${kept}, which is not trained further`,
  );
  return made({ kind: "leaky-relu", slope: kept })(builder, joint);
}

function selu(builder: GraphBuilder, joint: Joint): Flow {
  const { alpha: usual, scale } = seluNumbers;
  const alpha = number(joint.node, "alpha", usual);
  const gamma = number(joint.node, "gamma", scale);
  if (!isNear(alpha, usual) || !isNear(gamma, scale))
    refuse(
      builder.path,
      joint.node,
      `expected SELU's own alpha ${short(usual)} and gamma ${short(scale)}, found ${short(alpha)} and ${short(gamma)}; no layer here does that`,
    );
  return made({ kind: "selu" })(builder, joint);
}

const rampOf = ({ node }: Joint) => ({
  alpha: number(node, "alpha", 0.2),
  beta: number(node, "beta", 0.5),
});

/** One operator for several, which reads this and gives what the last of them gives. */
function replaced(
  parts: readonly Joint[],
  op: string,
  input: string,
  attributes: readonly (readonly [string, number | string])[] = [],
): Pattern {
  const last = parts.at(-1)!;
  const node = { ...last.node, op, inputs: [input], attributes: new Map(attributes) };
  return { parts, whole: { ...last, node, moving: [input], constants: [undefined] } };
}

/** The same operator on another value. */
function reading(joint: Joint, input: string): Joint {
  const node = { ...joint.node, inputs: joint.node.inputs.with(0, input) };
  return { ...joint, node, moving: [input] };
}

const reads = ({ moving }: Joint, name: string) => moving.length === 2 && moving.includes(name);

/** v * (erf(v / sqrt(2)) + 1) * 0.5, in this order or with the factors changed round. */
export function geluAround({ giver, next }: Wiring, erf: Joint): Pattern | undefined {
  const scaled = giver(erf.moving[0]);
  const halves =
    scaled?.node.op === "Div"
      ? isNear(numberBeside(scaled), Math.SQRT2)
      : scaled?.node.op === "Mul" && isNear(numberBeside(scaled), Math.SQRT1_2);
  const input = scaled?.moving[0];
  if (!scaled || !halves || input === undefined || next(scaled) !== erf) return undefined;
  const half = halfOfSum({ giver, next }, erf, input);
  return half && replaced([scaled, erf, ...half], "Gelu", input);
}

/** 0.5 * v * (1 + tanh(sqrt(2 / pi) * (v + 0.044715 * v^3))). */
export function geluTanhAround(wiring: Wiring, tanh: Joint): Pattern | undefined {
  const { giver, next } = wiring;
  const scaled = giver(tanh.moving[0]);
  if (scaled?.node.op !== "Mul" || !isNear(numberBeside(scaled), Math.sqrt(2 / Math.PI)))
    return undefined;
  const sum = giver(scaled.moving[0]);
  if (sum?.node.op !== "Add" || next(scaled) !== tanh || next(sum) !== scaled) return undefined;
  for (const input of sum.moving) {
    const cubic = giver(sum.moving.find((name) => name !== input));
    if (cubic?.node.op !== "Mul" || !isNear(numberBeside(cubic), 0.044715)) continue;
    const cube = cubeOf(wiring, cubic, input);
    const half = cube && next(cubic) === sum && halfOfSum(wiring, tanh, input);
    if (half) return replaced([...cube, cubic, sum, scaled, tanh, ...half], "Gelu", input, TANH);
  }
  return undefined;
}

const TANH = [["approximate", "tanh"]] as const;

/** The operators that give the third power to one. */
function cubeOf({ giver, next }: Wiring, reader: Joint, input: string): Joint[] | undefined {
  const cube = giver(reader.moving[0]);
  if (!cube || next(cube) !== reader) return undefined;
  if (cube.node.op === "Pow")
    return cube.moving[0] === input && isNear(numberBeside(cube), 3) ? [cube] : undefined;
  const square = giver(cube.moving.find((name) => name !== input));
  const fits =
    cube.node.op === "Mul" &&
    reads(cube, input) &&
    square?.node.op === "Mul" &&
    square.moving.every((name) => name === input) &&
    square.moving.length === 2 &&
    next(square) === cube;
  return fits ? [square, cube] : undefined;
}

/** Behind a share between -1 and 1: plus 1, times v, times 0.5, in some order. */
function halfOfSum(
  { giver, next }: Pick<Wiring, "giver" | "next">,
  share: Joint,
  input: string,
): Joint[] | undefined {
  const plus = next(share);
  if (plus?.node.op !== "Add" || !isNear(numberBeside(plus), 1)) return undefined;
  const first = next(plus);
  if (first?.node.op !== "Mul") return undefined;
  const half = giver(first.moving.find((name) => name !== plus.node.outputs[0]));
  const isHalf = (joint: Joint | undefined) =>
    joint?.node.op === "Mul" && isNear(numberBeside(joint), 0.5);
  if (half && isHalf(half) && half.moving[0] === input && next(half) === first)
    return [plus, half, first];
  const second = next(first);
  if (second?.node.op !== "Mul") return undefined;
  const fits = (reads(first, input) && isHalf(second)) || (isHalf(first) && reads(second, input));
  return fits ? [plus, first, second] : undefined;
}

/** v * logistic(v), also of v times a number. */
export function swishAround({ giver, next }: Wiring, sigmoid: Joint): Pattern | undefined {
  const product = next(sigmoid);
  const inner = sigmoid.moving[0];
  if (product?.node.op !== "Mul" || inner === undefined) return undefined;
  if (reads(product, inner)) return replaced([sigmoid, product], "Swish", inner, [["alpha", 1]]);
  const scaled = giver(inner);
  const beta = scaled?.node.op === "Mul" ? numberBeside(scaled) : undefined;
  const input = scaled?.moving[0];
  return scaled && beta !== undefined && input && reads(product, input) && next(scaled) === sigmoid
    ? replaced([scaled, sigmoid, product], "Swish", input, [["alpha", beta]])
    : undefined;
}

/** v times the hyperbolic tangent of its softplus. */
export function mishAround({ next }: Wiring, softplus: Joint): Pattern | undefined {
  const tanh = next(softplus);
  const product = next(tanh);
  const input = softplus.moving[0];
  return tanh?.node.op === "Tanh" && product?.node.op === "Mul" && input && reads(product, input)
    ? replaced([softplus, tanh, product], "Mish", input)
    : undefined;
}

/** v times the hard sigmoid of v. */
export function hardSwishAround({ next }: Wiring, sigmoid: Joint): Pattern | undefined {
  const product = next(sigmoid);
  const { alpha, beta } = rampOf(sigmoid);
  const input = sigmoid.moving[0];
  const fits = isNear(alpha, 1 / 6) && isNear(beta, 0.5) && product?.node.op === "Mul";
  return fits && input && reads(product, input)
    ? replaced([sigmoid, product], "HardSwish", input)
    : undefined;
}

/** ReLU6 with the ReLU that exporters put before it; with 3 added before and a sixth taken behind it. */
export function clipAround({ giver, next }: Wiring, own: Joint): Pattern | undefined {
  if (limitsOf(own)?.join() !== "0,6") return undefined;
  const before = giver(own.moving[0]);
  const relu = before?.node.op === "Relu" && next(before) === own ? [before] : [];
  const first = relu[0] ?? own;
  const six = [...relu, own];
  const inner = first.moving[0]!;
  const shifted = giver(inner);
  const input = shifted?.moving[0];
  const plain = relu.length > 0 ? { parts: six, whole: reading(own, inner) } : undefined;
  if (shifted?.node.op !== "Add" || !input || next(shifted) !== first) return plain;
  if (!isNear(numberBeside(shifted), 3)) return plain;
  const isSixth = (joint: Joint | undefined): joint is Joint =>
    (joint?.node.op === "Div" && isNear(numberBeside(joint), 6)) ||
    (joint?.node.op === "Mul" && isNear(numberBeside(joint), 1 / 6));
  const [a, b] = [next(own), next(next(own))];
  const times = (joint: Joint | undefined): joint is Joint =>
    joint?.node.op === "Mul" && reads(joint, input);
  if ((isSixth(a) && times(b)) || (times(a) && isSixth(b)))
    return replaced([shifted, ...six, a, b], "HardSwish", input);
  if (!isSixth(a)) return plain;
  return replaced([shifted, ...six, a], "HardSigmoid", input, [
    ["alpha", 1 / 6],
    ["beta", 0.5],
  ]);
}
