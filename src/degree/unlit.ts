/** Surviving weights on inputs that no training image ever lights: they cannot have been trained. */
import type { Images } from "../data/dataset.js";
import { inputReader, type Normalise } from "../data/normalise.js";
import { type Graph, Role } from "../graph/graph.js";

/** For each value of an image, 1 if a network reads something else than 0 in some image. */
export function litPixels(images: Images, normalise?: Normalise): Uint8Array {
  const { count, width, pixels } = images;
  const lit = new Uint8Array(width);
  if (pixels instanceof Uint8Array && !normalise) {
    for (let at = 0; at < count * width; )
      for (let i = 0; i < width; i++, at++) if (pixels[at] !== 0) lit[i] = 1;
    return lit;
  }
  const read = inputReader(images, normalise);
  const values = new Float32Array(width);
  for (let image = 0; image < count; image++) {
    read(image, 1, values);
    for (let i = 0; i < width; i++) if (values[i] !== 0) lit[i] = 1;
  }
  return lit;
}

/** For each channel of images, 1 if any of its pixels is lit. */
export function litChannels(lit: Uint8Array, channels: number): Uint8Array {
  const pixels = lit.length / channels;
  return Uint8Array.from({ length: channels }, (_, c) =>
    lit.subarray(c * pixels, (c + 1) * pixels).includes(1) ? 1 : 0,
  );
}

/** @param lit for each input, in the order of node ids. */
export function unlitWeights(graph: Graph, lit: Uint8Array): { weights: number; share: number } {
  const dark = new Uint8Array(graph.nodes.id.length);
  let input = 0;
  graph.nodes.role.forEach((role, v) => {
    if (role === Role.input) dark[v] = lit[input++] === 0 ? 1 : 0;
  });
  let weights = 0;
  let all = 0;
  for (let e = 0; e < graph.source.length; e++) {
    const v = graph.source[e]!;
    if (graph.nodes.role[v] !== Role.input) continue;
    all += graph.multiplicity[e]!;
    if (dark[v] === 1) weights += graph.multiplicity[e]!;
  }
  return { weights, share: weights / all };
}
