/** Layers that exporters write out as several operators, where their version of ONNX has none for it. */
import {
  clipAround,
  geluAround,
  geluTanhAround,
  hardSwishAround,
  mishAround,
  swishAround,
} from "./onnx-activations.js";
import { layerNormalisationAround } from "./onnx-layer-norm.js";
import type { Joint } from "./onnx-walk.js";
import { type Pattern, type Wiring, wiringOf } from "./onnx-wiring.js";

const finders: Readonly<Record<string, (wiring: Wiring, joint: Joint) => Pattern | undefined>> = {
  Erf: geluAround,
  Tanh: geluTanhAround,
  Sigmoid: swishAround,
  HardSigmoid: hardSwishAround,
  Softplus: mishAround,
  Clip: clipAround,
  Sqrt: layerNormalisationAround,
};

/** The operators, those that make up a layer replaced by one. */
export function withPatterns(joints: readonly Joint[]): Joint[] {
  const wiring = wiringOf(joints);
  const inside = new Set<Joint>();
  const whole = new Map<Joint, Joint>();
  for (const joint of joints) {
    const found = finders[joint.node.op]?.(wiring, joint);
    if (!found) continue;
    for (const part of found.parts) inside.add(part);
    whole.set(found.parts.at(-1)!, found.whole);
  }
  return joints.flatMap((joint) => whole.get(joint) ?? (inside.has(joint) ? [] : [joint]));
}
