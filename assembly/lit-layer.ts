/**
 * The first layer at high density, worked from the lit pixels alone: four fifths of the pixels of
 * handwriting are dark, so a product over lit pixels and all targets costs less than one over all
 * pixels and surviving targets. Pruned weights are zeros in a dense matrix, and stay zero because
 * their gradients are masked. Works on a whole chunk of images at once.
 */
import { Layer, Session } from "./layer";
import { transposeEntries, unpack } from "./lit-pixels";
import { isWorth, multiply as nativeMultiply, multiplyAdd as nativeMultiplyAdd } from "./native";
import { biasAndRectify, LANES, transpose, UNIT } from "./panel";
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
  let dense = layer.weight;
  let out = session.rows;
  for (let target: u32 = 0; target < layer.targets; target += LANES) {
    (isWorth(images << 4) ? nativeMultiply : multiply)(
      images,
      session.begin,
      session.begin + 4,
      session.index,
      session.value,
      dense,
      out,
    );
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

/** The chunk's weight gradients; `add` if it is not the batch's first. */
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
  let out = layer.gradient;
  let rows = session.rows;
  for (let target: u32 = 0; target < layer.targets; target += LANES) {
    if (add)
      (isWorth(images << 4) ? nativeMultiplyAdd : multiplyAdd)(
        units,
        session.counts - 4,
        session.counts,
        session.indexByPixel,
        session.valueByPixel,
        rows,
        out,
      );
    else
      (isWorth(images << 4) ? nativeMultiply : multiply)(
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

/** Clears the gradients of pruned weights. */
export function litMask(layer: Layer): void {
  if (!layer.mask) return;
  const blocks = (layer.targets + LANES - 1) / LANES;
  const delta = layer.mask - layer.gradient;
  const end = layer.gradient + blocks * layer.sources * UNIT;
  for (let at = layer.gradient; at < end; at += 16) {
    v128.store(at, v128.and(v128.load(at), v128.load(at + delta)));
  }
}
