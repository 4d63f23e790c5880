/** Nodes that work each channel by itself, or only copy: at work, panel by panel. */
import { activationSetting, activations } from "../../activations.js";
import { area } from "../../geometry.js";
import { Random } from "../../random.js";
import { members } from "./channel-list.js";
import type { Context, Epoch, GradientOf, Worked } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import type { Node } from "./nodes.js";
import type { Pass } from "./passes.js";
import type { Planes } from "./planes.js";
import { clear } from "./settle.js";

type Of<Kind> = Extract<Node, { kind: Kind }>;

export function activationNode(context: Context, number: number, node: Of<"activation">): Worked {
  const { kernels, values, channels } = context;
  const x = values[node.input]!;
  const y = values[number]!;
  const { curve } = activations[node.layer.kind];
  const setting = activationSetting(node.layer);
  return {
    forward: [
      eachChannel(channels.used[number]!, (panel, c) =>
        kernels.activate(
          curve,
          setting,
          x.rows,
          x.length,
          plane(x, panel, c),
          x.row,
          plane(y, panel, c),
          y.row,
        ),
      ),
    ],
    writes: () => channels.live[number]!,
    backward: (d, [input]) =>
      through(input, channels.live[number]!, (panel, c, { planes, add }) => {
        kernels.activateBack(
          curve,
          setting,
          x.rows,
          x.length,
          plane(x, panel, c),
          x.row,
          plane(d, panel, c),
          d.row,
          plane(planes, panel, c),
          planes.row,
          add[c]!,
        );
      }),
  };
}

export function poolNode(context: Context, number: number, node: Of<"pool">): Worked {
  const { arena, kernels, values, channels, nodes } = context;
  const { kind, height, width, stride, top, left } = node.pool;
  const before = nodes[node.input]!.image;
  const windows = arena.place(
    Uint32Array.from([
      kind === "max" ? 1 : 2,
      height,
      width,
      stride.down,
      stride.right,
      top,
      left,
      before.height,
      before.width,
      node.image.height,
      node.image.width,
    ]),
  );
  const x = values[node.input]!;
  const y = values[number]!;
  return {
    forward: [
      eachChannel(channels.used[number]!, (panel, c) =>
        kernels.poolWindows(windows, plane(x, panel, c), x.row, plane(y, panel, c), y.row),
      ),
    ],
    writes: () => channels.live[number]!,
    backward: (d, [input]) =>
      through(input, channels.live[number]!, (panel, c, { planes, add }) => {
        const out = plane(planes, panel, c);
        if (!add[c]) kernels.fillRows(planes.rows, planes.length, 0, out, planes.row);
        kernels.poolWindowsBack(
          windows,
          plane(x, panel, c),
          x.row,
          plane(y, panel, c),
          y.row,
          plane(d, panel, c),
          d.row,
          out,
          planes.row,
        );
      }),
  };
}

/** In training, of each image of a batch each value is dropped by a draw of its own. */
export function dropoutNode(context: Context, number: number, node: Of<"dropout">): Worked {
  const { arena, kernels, values, channels, panels, learning } = context;
  const x = values[node.input]!;
  const y = values[number]!;
  const positions = area(node.image);
  const size = node.image.channels * positions;
  const bits = arena.allocate(learning ? 4 * panels * size : 0);
  let scale = 1;
  const move = (from: Planes, to: Planes, panel: number, c: number, add: number) => {
    const [source, target] = [plane(from, panel, c), plane(to, panel, c)];
    if (scale === 1) copy(context, from, source, to, target, add);
    else
      kernels.keep(
        from.rows,
        from.length,
        bits + 4 * (panel * size + c * positions),
        scale,
        source,
        from.row,
        target,
        to.row,
        add,
      );
  };
  return {
    forward: [eachChannel(channels.used[number]!, (panel, c) => move(x, y, panel, c, 0))],
    begin(first, images, epoch) {
      scale = epoch && node.rate > 0 ? 1 / (1 - node.rate) : 1;
      if (scale === 1) return;
      const drawn = arena.integers(bits, panels * size);
      draw(drawn, size, images, node.rate, stream(epoch!, first, node.name));
    },
    writes: () => channels.live[number]!,
    backward: (d, [input]) =>
      through(input, channels.live[number]!, (panel, c, { planes, add }) => {
        move(d, planes, panel, c, add[c]!);
      }),
  };
}

const stream = ({ seed, number }: Epoch, first: number, name: string) =>
  new Random(seed, `dropout ${name}, epoch ${number}, images from ${first}`);

/** Image by image, value by value. */
function draw(bits: Uint32Array, size: number, images: number, rate: number, random: Random) {
  bits.fill(0);
  const least = rate * 4294967296;
  for (let i = 0; i < images; i++) {
    const lane = i % 32;
    const bit = (1 << lane) >>> 0;
    const panel = ((i - lane) / 32) * size;
    for (let v = panel; v < panel + size; v++) if (random.uint32() >= least) bits[v]! |= bit;
  }
}

export function concatenateNode(context: Context, number: number, node: Of<"concatenate">): Worked {
  const { values, channels } = context;
  const y = values[number]!;
  const begins = node.inputs.map((_, i) =>
    node.inputs.slice(0, i).reduce((sum, own) => sum + values[own]!.image.channels, 0),
  );
  const part = (marked: Uint8Array, place: number) =>
    marked.subarray(begins[place]!, begins[place]! + values[node.inputs[place]!]!.image.channels);
  const passes = (run: (place: number, panel: number, c: number) => void, marked: Uint8Array) =>
    begins.map(
      (_, place): Pass => eachChannel(part(marked, place), (panel, c) => run(place, panel, c)),
    );
  return {
    forward: passes((place, panel, c) => {
      const x = values[node.inputs[place]!]!;
      copy(context, x, plane(x, panel, c), y, plane(y, panel, begins[place]! + c), 0);
    }, channels.used[number]!),
    writes: (place) => part(channels.live[number]!, place),
    backward: (d, inputs) =>
      passes((place, panel, c) => {
        const input = inputs[place];
        if (!input) return;
        const { planes, add } = input;
        const from = plane(d, panel, begins[place]! + c);
        copy(context, d, from, planes, plane(planes, panel, c), add[c]!);
      }, channels.live[number]!),
  };
}

/** A factor of one position is one for all of the other. */
export function multiplyNode(context: Context, number: number, node: Of<"multiply">): Worked {
  const { kernels, values, channels } = context;
  const y = values[number]!;
  const isWhole = (place: number) =>
    area(values[node.inputs[place]!]!.image) === area(node.image) ? 1 : 0;
  const [large, small] = isWhole(0) ? [0, 1] : [1, 0];
  const [a, b] = [values[node.inputs[large]!]!, values[node.inputs[small]!]!];
  const whole = isWhole(small);
  /** to = from times b, all of it. */
  const times = (from: Planes, to: Planes, panel: number, c: number, add: number) => {
    const [source, target] = [plane(from, panel, c), plane(to, panel, c)];
    const { rows, length, row } = from;
    const factor = plane(b, panel, c);
    kernels.multiplyRows(rows, length, source, row, factor, b.row, whole, target, to.row, add);
  };
  return {
    forward: [eachChannel(channels.used[number]!, (panel, c) => times(a, y, panel, c, 0))],
    writes: () => channels.live[number]!,
    backward(d, inputs) {
      const live = channels.live[number]!;
      const { rows, length } = d;
      return [
        ...through(inputs[large], live, (panel, c, { planes, add }) =>
          times(d, planes, panel, c, add[c]!),
        ),
        ...through(inputs[small], live, (panel, c, { planes, add }) => {
          const [from, own] = [plane(d, panel, c), plane(a, panel, c)];
          const to = plane(planes, panel, c);
          if (whole)
            kernels.multiplyRows(rows, length, from, d.row, own, a.row, 1, to, planes.row, add[c]!);
          else kernels.multiplyAndSum(rows, length, from, d.row, own, a.row, to, add[c]!);
        }),
      ];
    },
  };
}

/** Channel c's value at position p becomes channel p's at column c. */
export function transposeNode(context: Context, number: number, node: Of<"transpose">): Worked {
  const { values, channels, nodes } = context;
  const x = values[node.input]!;
  const y = values[number]!;
  const { width } = nodes[node.input]!.image;
  /** Rows of the image beside columns of the other, one position after another. */
  const rows = (
    run: (x: number, y: number) => void,
    image: Planes,
    other: Planes,
    panel: number,
  ) => {
    for (let c = 0; c < image.image.channels; c++)
      for (let r = 0; r < image.rows; r++)
        run(
          plane(image, panel, c) + r * image.row,
          other.at(panel) + r * width * other.plane + c * UNIT,
        );
  };
  return {
    forward: [
      {
        panel: (panel) =>
          rows(
            (from, to) => copyRows(context, width, UNIT, from, UNIT, to, y.plane, false),
            x,
            y,
            panel,
          ),
      },
    ],
    writes: () => new Uint8Array(x.image.channels).fill(1),
    backward: (d, [input]) => [
      {
        panel(panel) {
          if (!input) return;
          const { planes, add } = input;
          const live = channels.live[number]!;
          clear(context, { planes: d, add: live }, panel);
          if (add.includes(0)) clear(context, { planes, add }, panel);
          rows(
            (to, from) => copyRows(context, width, UNIT, from, d.plane, to, UNIT, true),
            planes,
            d,
            panel,
          );
        },
      },
    ],
  };
}

const LEAST = Number.NEGATIVE_INFINITY;

function plane({ at, plane }: Planes, panel: number, channel: number): number {
  return at(panel) + channel * plane;
}

function eachChannel(marked: Uint8Array, run: (panel: number, channel: number) => void): Pass {
  const worked = members(marked);
  return {
    panel(panel) {
      for (const c of worked) run(panel, c);
    },
  };
}

/** Channel by channel, where the input has a gradient. */
function through(
  input: GradientOf | undefined,
  marked: Uint8Array,
  run: (panel: number, channel: number, input: GradientOf) => void,
): Pass[] {
  return input ? [eachChannel(marked, (panel, c) => run(panel, c, input))] : [];
}

function copy(
  context: Context,
  from: Planes,
  source: number,
  to: Planes,
  target: number,
  add: number,
): void {
  copyRows(context, from.rows, from.length, source, from.row, target, to.row, add === 1);
}

/** One plane's rows to another's, or added to what is there. */
function copyRows(
  { kernels }: Context,
  rows: number,
  length: number,
  from: number,
  fromRow: number,
  to: number,
  toRow: number,
  add: boolean,
): void {
  const there = add ? to : 0;
  kernels.combine(
    1,
    0,
    rows,
    length,
    from,
    fromRow,
    0,
    0,
    there,
    toRow,
    0,
    0,
    0,
    LEAST,
    to,
    toRow,
    0,
    0,
  );
}
