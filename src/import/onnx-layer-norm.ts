/**
 * Layer normalisation written out: d = v - mean(v), then d / sqrt(mean(d^2) + epsilon), with a scale and a
 * shift behind it or without.
 */
import type { NamedTensor } from "../formats/tensor.js";
import { type Joint, listAt, number } from "./onnx-walk.js";
import { besides, isNear, numberBeside, type Pattern, type Wiring } from "./onnx-wiring.js";

/** The operators from the first mean to the division, or to the shift. */
export function layerNormalisationAround(wiring: Wiring, root: Joint): Pattern | undefined {
  const { giver, next, readers } = wiring;
  const plus = giver(root.moving[0]);
  const epsilon = plus?.node.op === "Add" ? numberBeside(plus) : undefined;
  const variance = plus && giver(plus.moving[0]);
  const square = variance && giver(variance.moving[0]);
  const difference = square && giver(square.moving[0]);
  const input = difference?.moving[0];
  const mean = difference && giver(difference.moving[1]);
  const quotient = next(root);
  if (!plus || !variance || !square || !difference || !mean || !quotient) return undefined;
  if (epsilon === undefined || input === undefined) return undefined;
  const axes = meanAxes(mean);
  const [own, root2] = [difference.node.outputs[0]!, root.node.outputs[0]!];
  const fits =
    mean.moving[0] === input &&
    axes?.length === 1 &&
    meanAxes(variance)?.join() === axes.join() &&
    difference.node.op === "Sub" &&
    isSquare(square) &&
    quotient.node.op === "Div" &&
    quotient.moving.join() === [own, root2].join() &&
    [mean, square, variance, plus].every((joint) => next(joint) !== undefined) &&
    readers(difference).every((joint) => joint === square || joint === quotient);
  if (!fits) return undefined;
  const core = [mean, difference, square, variance, plus, root, quotient];
  const { scale, shift, behind } = affineBehind(wiring, quotient);
  const last = behind.at(-1) ?? quotient;
  const attributes = new Map([
    ["axis", axes[0]!],
    ["epsilon", epsilon],
  ]);
  const node = { ...last.node, op: "LayerNormalization", inputs: [input], attributes };
  return {
    parts: [...core, ...behind],
    whole: { ...last, node, moving: [input], constants: [undefined, scale, shift] },
  };
}

/** Of a mean that keeps its dimension. */
function meanAxes(joint: Joint): readonly number[] | undefined {
  const { node } = joint;
  return node.op === "ReduceMean" && number(node, "keepdims", 1) !== 0
    ? listAt(joint, "axes", 1)
    : undefined;
}

function isSquare(joint: Joint): boolean {
  const { node } = joint;
  if (node.op === "Pow") return isNear(numberBeside(joint), 2);
  return node.op === "Mul" && node.inputs[0] === node.inputs[1];
}

/** A product with a vector and a sum with another, as far as they are there. */
function affineBehind({ next }: Wiring, quotient: Joint) {
  const vector = (joint: Joint | undefined, op: string): NamedTensor | undefined => {
    const tensor = joint?.node.op === op ? besides(joint) : undefined;
    return tensor?.shape.length === 1 ? tensor : undefined;
  };
  const product = next(quotient);
  const scale = vector(product, "Mul");
  const sum = scale ? next(product) : undefined;
  const shift = vector(sum, "Add");
  return { scale, shift, behind: [...(scale ? [product!] : []), ...(shift ? [sum!] : [])] };
}
