/**
 * GELU written out: the five operators of v * (erf(v / sqrt(2)) + 1) * 0.5, in this order or with the factors
 * changed round.
 */

import type { Joint } from "./onnx-walk.js";
import { isNear, numberBeside, type Pattern, type Wiring } from "./onnx-wiring.js";

/** The operators from the division to the last product. */
export function geluAround({ giver, next }: Wiring, erf: Joint): Pattern | undefined {
  const scaled = giver(erf.moving[0]);
  const halves =
    scaled?.node.op === "Div"
      ? isNear(numberBeside(scaled), Math.SQRT2)
      : scaled?.node.op === "Mul" && isNear(numberBeside(scaled), Math.SQRT1_2);
  const input = scaled?.moving[0];
  if (!scaled || !halves || input === undefined || next(scaled) !== erf) return undefined;
  const plus = next(erf);
  if (plus?.node.op !== "Add" || !isNear(numberBeside(plus), 1)) return undefined;
  const first = next(plus);
  const second = next(first);
  if (first?.node.op !== "Mul" || second?.node.op !== "Mul") return undefined;
  const reads = (joint: Joint) => joint.moving.length === 2 && joint.moving.includes(input);
  const thenHalf = reads(first) && isNear(numberBeside(second), 0.5);
  const halfThen = isNear(numberBeside(first), 0.5) && reads(second);
  if (!thenHalf && !halfThen) return undefined;
  const node = { ...second.node, op: "Gelu", inputs: [input], attributes: new Map() };
  return {
    parts: [scaled, erf, plus, first, second],
    whole: { ...second, node, moving: [input], constants: [undefined] },
  };
}
