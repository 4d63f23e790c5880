/** What operators have in common: how they read constants, and channels in the dimension where they need them. */
import type { NamedTensor } from "../formats/tensor.js";
import { area } from "../geometry.js";
import { dimensionsOf, type Flow, lettersOf } from "./flow.js";
import type { Numbers } from "./found.js";
import type { GraphBuilder } from "./graph-builder.js";
import { type Joint, refuse } from "./onnx-walk.js";

/** A parameter of a layer, one number an output; one alone is meant for all. */
export function perChannel(
  { path }: GraphBuilder,
  { node }: Joint,
  channels: number,
  { name, shape, data }: NamedTensor,
): Numbers {
  if (data.length === channels && shape.filter((n) => n !== 1).length <= 1) return data;
  if (data.length === 1) return new Float64Array(channels).fill(data[0]!);
  return refuse(
    path,
    node,
    `expected ${channels} numbers in "${name}", one an output, found shape [${shape.join(", ")}]`,
  );
}

/** "block.conv" of block.conv.weight; a name that an exporter made up says nothing. */
export function moduleOf({ name }: NamedTensor, word = "weight"): string | undefined {
  return name.endsWith(`.${word}`)
    ? /^[A-Za-z0-9][\w.-]*$/.exec(name.slice(0, -word.length - 1))?.[0]
    : undefined;
}

/** What a layer is called: as its tensor, or as its node. */
export const calledAs = (tensor: NamedTensor | undefined, { node }: Joint) => ({
  wanted: (tensor && moduleOf(tensor)) ?? node.name,
});

export const words = (flow: Flow) => `[${["batch", ...dimensionsOf(flow)].join(", ")}]`;

/** What flows with channels in this dimension. @throws UserError where it runs over something else. */
export function channelsAt(builder: GraphBuilder, joint: Joint, flow: Flow, place: number): Flow {
  const axis = flow.axes[place];
  const channels = lettersOf(flow, "c");
  const own =
    axis === channels ? flow : axis === lettersOf(flow, "hw") && builder.exchanged(joint, flow);
  if (own && own.axes[place] === lettersOf(own, "c")) return own;
  return refuse(
    builder.path,
    joint.node,
    `expected channels in dimension ${place + 1}, found ${words(flow)} of "${flow.layer}"${area(flow) > 1 ? ", planes that were not flattened" : ""}`,
  );
}
