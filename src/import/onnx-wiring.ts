/** Who reads what others give, for finding layers in several operators. */
import type { NamedTensor } from "../formats/tensor.js";
import { type Joint, readersOf } from "./onnx-walk.js";

/** Who gives and who reads what flows. */
export interface Wiring {
  giver(name: string | undefined): Joint | undefined;
  /** The only operator that reads what this one gives. */
  next(joint: Joint | undefined): Joint | undefined;
  readers(joint: Joint): readonly Joint[];
}

/** Several operators and the one that they are, which gives what the last of them gives. */
export interface Pattern {
  readonly parts: readonly Joint[];
  readonly whole: Joint;
}

export function wiringOf(joints: readonly Joint[]): Wiring {
  const readers = readersOf(joints);
  const givers = new Map(joints.map((joint) => [joint.node.outputs[0]!, joint]));
  const reading = ({ node }: Joint) => readers.get(node.outputs[0]!) ?? [];
  return {
    giver: (name) => givers.get(name ?? ""),
    readers: reading,
    next: (joint) => {
      const own = joint ? reading(joint) : [];
      return own.length === 1 ? own[0] : undefined;
    },
  };
}

/** The only constant of an operator that reads one thing beside it. */
export function besides({ constants, moving }: Joint): NamedTensor | undefined {
  const known = constants.filter((tensor) => tensor !== undefined);
  return known.length === 1 && moving.length === 1 ? known[0] : undefined;
}

/** The same, where it is one number. */
export function numberBeside(joint: Joint): number | undefined {
  const tensor = besides(joint);
  return tensor?.data.length === 1 ? tensor.data[0] : undefined;
}

export function isNear(value: number | undefined, wanted: number): boolean {
  return value !== undefined && Math.abs(value - wanted) < 1e-6;
}
