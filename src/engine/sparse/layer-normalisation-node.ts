/** Normalisation over the channels of each position at work, panel by panel. */
import { area } from "../../geometry.js";
import type { Context, Worked } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import type { Node } from "./nodes.js";
import { begun, clear } from "./settle.js";

export function layerNormalisationNode(
  context: Context,
  number: number,
  node: Extract<Node, { kind: "layer-normalisation" }>,
): Worked {
  const { arena, kernels, values, parameters, panels, learning } = context;
  const x = values[node.input]!;
  const y = values[number]!;
  const { channels, width } = node.image;
  const plane = area(node.image) * UNIT;
  const kept = learning ? panels : 1;
  const mean = arena.allocate(kept * plane);
  const inverse = arena.allocate(kept * plane);
  const place = (panel: number) => (learning ? panel * plane : 0);
  const scale = parameters.scale + node.begin;
  const shift = parameters.shift + node.begin;
  return {
    forward: [
      {
        panel(panel) {
          kernels.normaliseLayer(
            channels,
            x.rows,
            width,
            node.epsilon,
            parameters.weight + 4 * scale,
            parameters.weight + 4 * shift,
            x.at(panel),
            x.row,
            x.plane,
            y.at(panel),
            y.row,
            y.plane,
            mean + place(panel),
            inverse + place(panel),
          );
        },
      },
    ],
    writes: () => new Uint8Array(channels).fill(1),
    backward: (d, [input]) => [
      {
        panel(panel) {
          const out = input?.planes ?? d; // of images nobody asks for a gradient: it may go anywhere
          const add = input ? begun(context, input, panel) : 0;
          clear(context, { planes: d, add: context.channels.live[number]! }, panel);
          kernels.normaliseLayerBack(
            channels,
            x.rows,
            width,
            parameters.weight + 4 * scale,
            x.at(panel),
            x.row,
            x.plane,
            d.at(panel),
            d.row,
            d.plane,
            mean + place(panel),
            inverse + place(panel),
            parameters.lanes + 16 * scale,
            parameters.lanes + 16 * shift,
            out.at(panel),
            out.row,
            out.plane,
            add,
          );
        },
      },
    ],
  };
}
