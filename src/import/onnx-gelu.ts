/**
 * GELU as exporters write it out where their version of ONNX has no operator for it: the five operators of
 * v * (erf(v / sqrt(2)) + 1) * 0.5, in this order or with the factors changed round, as the one that it is.
 */
import type { Joint } from "./onnx-walk.js";

/** The operators, those that make up a GELU replaced by one. */
export function withGelus(joints: readonly Joint[]): Joint[] {
  const inside = new Set<Joint>();
  const whole = new Map<Joint, Joint>();
  for (const erf of joints) {
    if (erf.node.op !== "Erf") continue;
    const found = geluAround(joints, erf);
    if (!found) continue;
    for (const joint of found.parts) inside.add(joint);
    const last = found.parts.at(-1)!;
    whole.set(last, {
      node: { ...last.node, op: "Gelu", inputs: [found.input], attributes: new Map() },
      moving: [found.input],
      constants: [undefined],
    });
  }
  return joints.flatMap((joint) => whole.get(joint) ?? (inside.has(joint) ? [] : [joint]));
}

const near = (value: number | undefined, wanted: number) =>
  value !== undefined && Math.abs(value - wanted) < 1e-6;

/** The only constant of an operator, where it is one number. */
function number({ constants }: Joint): number | undefined {
  const known = constants.filter((tensor) => tensor !== undefined);
  return known.length === 1 && known[0]!.data.length === 1 ? known[0]!.data[0] : undefined;
}

/** The operators from the division to the last product, and what flows into them. */
function geluAround(joints: readonly Joint[], erf: Joint) {
  const giver = (name: string | undefined) =>
    joints.find(({ node }) => name !== undefined && node.outputs[0] === name);
  const readers = ({ node }: Joint) =>
    joints.filter(({ moving }) => moving.includes(node.outputs[0]!));
  const only = (joint: Joint | undefined) => {
    const found = joint ? readers(joint) : [];
    return found.length === 1 ? found[0] : undefined;
  };
  const scaled = giver(erf.moving[0]);
  const halves =
    scaled?.node.op === "Div"
      ? near(number(scaled), Math.SQRT2)
      : scaled?.node.op === "Mul" && near(number(scaled), Math.SQRT1_2);
  const input = scaled?.moving[0];
  if (!scaled || !halves || input === undefined || only(scaled) !== erf) return undefined;
  const plus = only(erf);
  if (plus?.node.op !== "Add" || !near(number(plus), 1)) return undefined;
  const first = only(plus);
  const second = first && only(first);
  if (first?.node.op !== "Mul" || !second || second.node.op !== "Mul") return undefined;
  const parts = [scaled, erf, plus, first, second];
  const reads = (joint: Joint, name: string) => joint.moving.includes(name);
  const thenHalf = reads(first, input) && first.moving.length === 2 && near(number(second), 0.5);
  const halfThen = near(number(first), 0.5) && reads(second, input) && second.moving.length === 2;
  return thenHalf || halfThen ? { parts, input } : undefined;
}
