import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { biased, pytorchGraphs } from "./graph-pytorch.js";
import { floatImages, graphOf, sampleGraph, samples } from "./graph-sample.js";
import { difference, sgd } from "./sample.js";

const image = { channels: 3, height: 9, width: 8 };
const even = { channels: 3, height: 8, width: 8 };
const settings = { ...sgd, learningRate: 0.01, batch: 40, epochs: 2 };
const engine = sparseEngine();

/** Of what is left where what has no bias, and so no gradient, is set to 0. */
const masked = (values: readonly number[], mask: readonly number[]) =>
  values.map((value, i) => value * mask[i]!);

const cases = Object.entries(samples).flatMap(([name, layers]) =>
  [1, 0.3].map((density) => {
    const own = name.startsWith("transpose") ? even : image;
    const images = floatImages(70, own); // the last panel and the last batch are partly filled
    const network = sampleGraph(graphOf(layers, own), density);
    return { name: `${name}, density ${density}`, network, images, settings };
  }),
);
const oracles = pytorchGraphs(cases);

for (const [i, { name, network, images }] of cases.entries())
  test(`${name}: gradients, training and evaluation agree with PyTorch`, (t) => {
    const oracle = oracles?.[i];
    if (!oracle) return t.skip("needs Debian's python3-torch");
    assert.ok(difference(engine.logits(network, images), oracle.logits) < 1e-5);
    const found = engine.gradients(network, images);
    assert.ok(Math.abs(found.loss - oracle.loss) < 1e-5 * oracle.loss);
    close(found.weight, oracle.weight, "weights");
    close(found.bias, masked(oracle.biasGradient, biased(network)), "biases", found.weight);
    close(found.scale ?? [], oracle.scaleGradient, "scales");
    close(found.shift ?? [], oracle.shiftGradient, "shifts");
    const losses: number[] = [];
    const trained = engine.train(network, images, settings, (_, loss) => losses.push(loss));
    const due = [0, 2].map((b) => (40 * oracle.losses[b]! + 30 * oracle.losses[b + 1]!) / 70);
    assert.ok(difference(losses, due) < 1e-5);
    assert.ok(difference(trained.weight, oracle.trained) < 1e-5);
    assert.ok(difference(trained.bias, oracle.bias) < 1e-5);
    const { scale, shift, mean, variance } = trained.normalisations ?? {};
    assert.ok(difference(scale ?? [], oracle.scale) < 1e-5);
    assert.ok(difference(shift ?? [], oracle.shift) < 1e-5);
    assert.ok(difference(mean ?? [], oracle.mean) < 1e-5, "running means");
    assert.ok(difference(variance ?? [], oracle.variance) < 1e-5, "running variances");
  });

/** @param beside where all that is due is rounding noise: other gradients that say how large it may be. */
function close(
  found: ArrayLike<number>,
  due: readonly number[],
  what: string,
  beside: ArrayLike<number> = [],
): void {
  const scale = Math.max(0, ...due.map(Math.abs), ...Array.from(beside, Math.abs));
  const worst = Math.max(0, ...due.map((value, i) => Math.abs(value - found[i]!)));
  assert.ok(worst <= 1e-5 * scale, `${what}: ${worst} of ${scale}`);
}
