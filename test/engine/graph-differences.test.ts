import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { Random } from "../../src/random.js";
import { biased } from "./graph-pytorch.js";
import { type GraphNumbers, graphLoss, graphNumbers } from "./graph-reference.js";
import { floatImages, graphOf, sampleGraph, samples } from "./graph-sample.js";

const image = { channels: 3, height: 6, width: 8 };
/** Of each part so many numbers are looked at. */
const LOOKED_AT = 12;

for (const [name, layers] of Object.entries(samples))
  test(`${name}: gradients agree with finite differences`, () => {
    // as channels of one plane's positions: 3 x 4 after patches of 2 x 2
    const patches = name.startsWith("transpose");
    const own = patches ? layers.map((layer) => fitted(layer)) : layers;
    const network = sampleGraph(graphOf(own, image), 0.7);
    const images = floatImages(5, image);
    const numbers = graphNumbers(network);
    const loss = graphLoss(network, numbers, images);
    const found = sparseEngine().gradients(network, images);
    assert.ok(Math.abs(found.loss - loss) < 1e-5 * loss);
    const random = new Random("differences", name);
    const unit = biased(network);
    let largest = 0;
    const apart: number[] = [];
    for (const part of ["weight", "bias", "scale", "shift"] as const)
      for (let k = 0; k < Math.min(LOOKED_AT, numbers[part].length); k++) {
        const i = random.integer(numbers[part].length);
        const due = part === "bias" && !unit[i] ? 0 : slope(part, i);
        largest = Math.max(largest, Math.abs(due));
        apart.push(Math.abs((found[part]?.[i] ?? Number.NaN) - due));
      }
    assert.ok(Math.max(...apart) < 2e-5 * largest, `${Math.max(...apart)} of ${largest}`);

    function slope(part: keyof GraphNumbers, i: number): number {
      const kept = numbers[part][i]!;
      const step = 1e-6;
      numbers[part][i] = kept + step;
      const above = graphLoss(network, numbers, images);
      numbers[part][i] = kept - step;
      const below = graphLoss(network, numbers, images);
      numbers[part][i] = kept;
      return (above - below) / (2 * step);
    }
  });

function fitted(layer: object): object {
  return "channels" in layer && layer.channels === 16 ? { ...layer, channels: 12 } : layer;
}
