import assert from "node:assert/strict";
import { test } from "node:test";
import type { Images } from "../../src/data/dataset.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { plan } from "../../src/engine/sparse/plan.js";
import type { Network } from "../../src/network.js";
import { Random } from "../../src/random.js";
import { adam, sampleImages, sampleNetwork } from "./sample.js";

const engine = sparseEngine();
const images = [40, 70, 33].map((count) => sampleImages(count, 100, 5));
const networks = [1, 0.3, 0.05, 0.02].map((density) => sampleNetwork([100, 20, 12, 5], density));

/** What nothing was worked out of before. */
const anew = (one: Images): Images => ({ ...one });
const copied = (one: Network): Network => ({ ...one, source: one.source.slice() });

test("images that stay packed give what images packed anew give, whatever came between", () => {
  const random = new Random(1, "order of tests");
  for (let draw = 0; draw < 60; draw++) {
    const network = networks[random.integer(networks.length)]!;
    const own = images[random.integer(images.length)]!;
    if (draw % 7 === 0) {
      const settings = { ...adam, epochs: 1 };
      const found = engine.train(network, own, settings);
      assert.deepEqual(found.weight, engine.train(copied(network), anew(own), settings).weight);
    }
    assert.deepEqual(engine.evaluate(network, own), engine.evaluate(copied(network), anew(own)));
    assert.deepEqual(engine.logits(network, own), engine.logits(copied(network), anew(own)));
  }
});

test("a trained network has the plan of the one that it was, one of other edges its own", () => {
  const [dense, sparse] = [networks[0]!, networks[2]!];
  const own = plan(dense);
  assert.equal(plan(engine.train(dense, images[0]!, { ...adam, epochs: 1 })), own);
  assert.notEqual(plan(sparse), own);
  const again = plan(dense);
  assert.notEqual(again, own);
  assert.deepEqual(again, own);
});
