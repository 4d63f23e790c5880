/**
 * The first layer at high density, worked from the lit pixels alone: four fifths of the pixels of
 * handwriting are dark, so a product over lit pixels and all targets costs less than one over all
 * pixels and surviving targets. Pruned weights are zeros in the dense copy; their gradients are
 * computed and not used. Works on a whole chunk of images at once.
 */
import { Layer, Session } from "./layer";
import { transposeEntries, unpack } from "./lit-pixels";
import { biasAndRectify, LANES, transpose, UNIT } from "./panel";
import { gather } from "./permute";
import { multiply, multiplyAdd } from "./sparse-product";

/** The weighted sums of a chunk into `session.rows`. */
export function litForward(session: Session, layer: Layer, order: usize, images: u32): void {
  unpack(
    images,
    order,
    session.entries,
    session.first,
    layer.sources,
    session.begin,
    session.index,
    session.value,
    session.counts,
  );
  let dense = layer.dense;
  let out = session.rows;
  for (let target: u32 = 0; target < layer.targets; target += LANES) {
    multiply(images, session.begin, session.begin + 4, session.index, session.value, dense, out);
    dense += layer.sources * UNIT;
    out += session.chunk * UNIT;
  }
}

/** One panel's activations, from `session.rows`. `image` is the panel's first within the chunk. */
export function litPanel(session: Session, layer: Layer, image: u32, rectify: bool): void {
  let rows = session.rows + image * UNIT;
  for (let target: u32 = 0; target < layer.targets; target += LANES) {
    transpose(rows, layer.y + target * UNIT);
    rows += session.chunk * UNIT;
  }
  biasAndRectify(layer.targets, layer.bias, layer.y, rectify);
}

/** Puts one panel's gradients in the place of its sums in `session.rows`. */
export function litPanelBack(session: Session, layer: Layer, image: u32): void {
  let rows = session.rows + image * UNIT;
  for (let target: u32 = 0; target < layer.targets; target += LANES) {
    transpose(layer.d + target * UNIT, rows);
    rows += session.chunk * UNIT;
  }
}

/** The chunk's weight gradients into the dense blocks; `add` if it is not the batch's first. */
export function litGradient(session: Session, layer: Layer, images: u32, add: bool): void {
  const units = layer.sources;
  transposeEntries(
    images,
    session.begin,
    session.index,
    session.value,
    units,
    session.counts,
    session.indexByPixel,
    session.valueByPixel,
  );
  let out = layer.denseGradient;
  let rows = session.rows;
  for (let target: u32 = 0; target < layer.targets; target += LANES) {
    if (add)
      multiplyAdd(
        units,
        session.counts - 4,
        session.counts,
        session.indexByPixel,
        session.valueByPixel,
        rows,
        out,
      );
    else
      multiply(
        units,
        session.counts - 4,
        session.counts,
        session.indexByPixel,
        session.valueByPixel,
        rows,
        out,
      );
    out += units * UNIT;
    rows += session.chunk * UNIT;
  }
}

/** The surviving edges' gradients out of the dense blocks. */
export function litCollect(layer: Layer): void {
  gather(layer.edges, layer.place, layer.denseGradient, layer.gradient);
}
