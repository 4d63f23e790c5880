/**
 * Forward and backward passes over a batch, panel by panel, and what follows a change of weights.
 */
import {
  connectedBackward,
  connectedDistribute,
  connectedForward,
  connectedGradient,
} from "./connected-layer";
import {
  Convolution,
  convolutionBackward,
  convolutionDistribute,
  convolutionForward,
  convolutionGradient,
} from "./convolution";
import { crossEntropy, Scores } from "./cross-entropy";
import { spreadValues, spreadValuesInPlanes } from "./input-values";
import { Layer, layerAt, Session } from "./layer";
import { litForward, litGradient, litMask, litPanel, litPanelBack } from "./lit-layer";
import { spread, spreadPlanes } from "./lit-pixels";
import { gate, LANES, UNIT } from "./panel";
import { accumulateBias, sumLanes } from "./weight-gradient";

/**
 * Loss and scores of some images, and with `learn` the gradients of the mean loss.
 * @param order -> the images' numbers, 32 bits each.
 */
export function run(session: Session, order: usize, images: u32, learn: bool): void {
  const scale: f32 = 1 / <f32>images;
  for (let done: u32 = 0; done < images; done += session.chunk) {
    runChunk(
      session,
      order + (done << 2),
      min(session.chunk, images - done),
      learn,
      scale,
      done > 0,
    );
  }
  if (learn) collect(session);
}

function runChunk(
  session: Session,
  order: usize,
  images: u32,
  learn: bool,
  scale: f32,
  add: bool,
): void {
  const first = layerAt(session, 0);
  if (first.lit) litForward(session, first, order, images);
  for (let image: u32 = 0; image < images; image += LANES) {
    const used = min(LANES, images - image);
    const panel = order + (image << 2);
    forward(session, panel, image, used);
    score(session, panel, used, scale);
    if (learn) backward(session, image);
  }
  if (learn && first.lit) litGradient(session, first, images, add);
}

function forward(session: Session, order: usize, image: u32, images: u32): void {
  const last = session.layers - 1;
  for (let l: u32 = 0; l <= last; l++) {
    const layer = layerAt(session, l);
    if (layer.lit) {
      litPanel(session, layer, image, l < last);
      continue;
    }
    if (l == 0) readPixels(session, layer, order, images);
    if (layer.convolution) {
      convolutionForward(layer);
      continue;
    }
    connectedForward(layer, l < last);
  }
}

/** One panel's pixels as the first layer's x. */
function readPixels(session: Session, layer: Layer, order: usize, images: u32): void {
  if (!layer.convolution) {
    memory.fill(layer.x, 0, layer.sources * UNIT);
    if (session.values) spreadValues(images, order, session.entries, session.values, layer.x);
    else spread(images, order, session.entries, session.first, layer.x);
    return;
  }
  const own = changetype<Convolution>(layer.convolution);
  memory.fill(own.clear, 0, own.clearBytes);
  if (session.values)
    spreadValuesInPlanes(images, order, session.entries, session.values, own.pixels, layer.x);
  else spreadPlanes(images, order, session.entries, session.first, own.pixels, layer.x);
}

function score(session: Session, order: usize, images: u32, scale: f32): void {
  for (let lane: u32 = 0; lane < images; lane++) {
    store<u8>(
      session.panelLabels + lane,
      load<u8>(session.labels + <usize>load<u32>(order + (lane << 2))),
    );
  }
  const layer = layerAt(session, session.layers - 1);
  const confusion = session.scores + offsetof<Scores>();
  crossEntropy(
    session.classes,
    layer.y,
    layer.d,
    images,
    session.panelLabels,
    scale,
    changetype<Scores>(session.scores),
    confusion,
  );
}

function backward(session: Session, image: u32): void {
  for (let l = session.layers - 1; ; l--) {
    const layer = layerAt(session, l);
    if (layer.convolution) {
      convolutionGradient(layer);
      if (l == 0) return;
      convolutionBackward(layer, layerAt(session, l - 1).d);
      continue;
    }
    accumulateBias(layer.targets, layer.d, layer.biasLanes);
    if (layer.lit) litPanelBack(session, layer, image);
    else connectedGradient(layer);
    if (l == 0) return;
    const below = layerAt(session, l - 1);
    connectedBackward(layer, below.d);
    if (!below.convolution) gate(layer.sources, layer.x, below.d);
  }
}

/** The gradients in the order of the parameters. */
function collect(session: Session): void {
  for (let l: u32 = 0; l < session.layers; l++) {
    const layer = layerAt(session, l);
    if (layer.lit) litMask(layer);
    else sumLanes((layer.edges + 3) & ~3, layer.lanes, layer.gradient);
    sumLanes((layer.targets + 3) & ~3, layer.biasLanes, layer.biasGradient);
  }
}

/** Copies the weights to the order by target; call after every change of them. */
export function distribute(session: Session): void {
  for (let l: u32 = 0; l < session.layers; l++) {
    const layer = layerAt(session, l);
    if (layer.convolution) convolutionDistribute(layer);
    else if (!layer.lit) connectedDistribute(layer);
  }
}
