import assert from "node:assert/strict";
import type { Images } from "../../src/data/dataset.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import type { Network } from "../../src/network.js";
import * as reference from "./reference.js";
import { difference } from "./sample.js";

const engine = sparseEngine();

/** The sparse engine's against the reference's. Gradients of the layers are of different size: each is compared on its own scale. */
export function compareGradients(network: Network, images: Images): void {
  const found = engine.gradients(network, images);
  const all = [...Array(images.count).keys()];
  const values = reference.numbers(network);
  const expected = reference.gradients(network, values, images, all);
  for (let l = 0; l + 1 < network.units.length; l++) {
    const rows = Array.from(network.layer.keys()).filter((e) => network.layer[e] === l);
    const ofLayer = (weight: ArrayLike<number>) => rows.map((e) => weight[e]!);
    const error = difference(ofLayer(found.weight), ofLayer(expected.weight));
    assert.ok(error < 1e-5, `weights of layer ${l}: ${error}`);
  }
  assert.ok(difference(found.bias, expected.bias) < 1e-5);
  const loss = reference.loss(network, values, images, all);
  assert.ok(Math.abs(found.loss - loss) < 1e-5 * loss, `${found.loss} ${loss}`);
}
