/**
 * Descriptors of a network in memory, written by src/engine/sparse/ in the order of the fields
 * here. All are 32 bits; names without a remark are counts, "->" means an address.
 */
@unmanaged
export class Layer {
  /** Units that lead to an output, of the unit layer below and above. */
  sources: u32;
  targets: u32;
  edges: u32;
  /** 1: the first layer, worked from lit pixels, its weights as a dense matrix. */
  lit: u32;
  /**
   * -> weight and gradient of each edge, in the order of the edge table; if lit, of every pair of
   * units, in blocks of 32 targets, sources x 32 each, with zeros where there is no edge.
   */
  weight: usize;
  gradient: usize;
  /** -> gradient in four lanes (not if lit). */
  lanes: usize;
  bias: usize;
  biasGradient: usize;
  biasLanes: usize;
  /**
   * -> edges by source: sources + 1 row starts, offsets of targets (not if lit). All 0 where every pair of units
   * has an edge, as are byTarget, source and order; weights by target are then in pairs of targets, sources x 2.
   */
  bySource: usize;
  target: usize;
  /** -> edges by target: targets + 1 row starts, offsets of sources, places in the table, weights (not if lit). */
  byTarget: usize;
  source: usize;
  order: usize;
  targetWeight: usize;
  /** -> all ones where the blocks hold an edge, else zero (lit; 0 if there is an edge everywhere). */
  mask: usize;
  /** -> panels: activations of the units below (not if lit) and above, gradients above. */
  x: usize;
  y: usize;
  d: usize;
  /**
   * -> what a convolution has besides (convolution.ts), else 0. Units are then channels, x is the
   * first position within the margins, y and d hold the pooled values of all targets.
   */
  convolution: usize;
}

@unmanaged
export class Session {
  layers: u32;
  /** -> the first of the descriptors. */
  layer: usize;
  /** Images that the lit buffers hold: a multiple of 32. */
  chunk: u32;
  classes: u32;
  /** -> lit pixels of all images: entries, first entry of each image (and the end). */
  entries: usize;
  first: usize;
  /** Not 0: `entries` are so many values an image instead, 32-bit floats, those of all input units. */
  values: u32;
  /** -> one byte an image. */
  labels: usize;
  /** -> loss, entropy (f64), then classes x classes counts. */
  scores: usize;
  /** -> labels of a panel. */
  panelLabels: usize;
  /** -> lit pixels of a chunk by image, and by pixel. */
  begin: usize;
  index: usize;
  value: usize;
  counts: usize;
  indexByPixel: usize;
  valueByPixel: usize;
  /** -> a chunk's first layer, image by image: blocks of 32 targets, images x 32 each. */
  rows: usize;
}

export function layerAt(session: Session, l: u32): Layer {
  return changetype<Layer>(session.layer + <usize>l * offsetof<Layer>());
}
