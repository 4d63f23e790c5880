/** Every kind of layer in graphs: both engines agree, in gradients and step by step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseEngine } from "../../../src/engine/sparse/engine.js";
import { TensorEngine } from "../../../src/engine/tfjs/engine.js";
import { UserError } from "../../../src/error.js";
import { CLASSES, floatImages, graphOf, residual, sampleGraph, samples } from "../graph-sample.js";
import { adam, difference, sgd } from "../sample.js";
import { quiet } from "./backends.js";
import { graphAgreement } from "./graph-agreement.js";

const image = { channels: 3, height: 8, width: 8 };
const images = floatImages(37, image);

for (const name of Object.keys(samples))
  test(`${name}: gradients and logits`, async () => {
    const { loss, gradients, logits } = await graphAgreement(await quiet("cpu"), name);
    assert.ok(loss < 1e-5, `loss ${loss}`);
    assert.ok(gradients < 1e-4, `gradients ${gradients}`);
    assert.ok(logits < 1e-5, `logits ${logits}`);
  });

test("a residual network learns the same, step by step, two seeds in one program", async () => {
  const graph = graphOf(residual, image);
  const jobs = [0.8, 0.4].map((density, i) => ({
    network: sampleGraph(graph, density, `graph ${i}`),
    settings: { ...sgd, learningRate: 0.01, batch: 16, epochs: 7, seed: `seed ${i}` },
  }));
  const losses = async (engine: Pick<TensorEngine, "trainMany">) => {
    const found: number[][] = [[], []];
    const trained = await engine.trainMany(jobs, images, (job, _, loss) => found[job]!.push(loss));
    return { found, trained };
  };
  const backend = { ...(await quiet("cpu")), replicas: 2 };
  const own = await losses(new TensorEngine(backend));
  const expected = await losses(sparseEngine() as never);
  for (const job of [0, 1]) {
    assert.ok(difference(own.found[job]!, expected.found[job]!) < 1e-4);
    for (const part of ["scale", "shift", "mean", "variance"] as const) {
      const [a, b] = [own, expected].map((one) => one.trained[job]!.normalisations![part]);
      assert.ok(difference(a!, b!) < 1e-3, part);
    }
  }
});

test("dropout is left to the other engine, in one line", async () => {
  const layers = [{ kind: "full", units: 8 }, { kind: "dropout" }, { kind: "full" }];
  const network = sampleGraph(graphOf(layers, image));
  const engine = new TensorEngine(await quiet("cpu"));
  await assert.rejects(
    engine.train(network, images, { ...adam, batch: 8, epochs: 1 }),
    (error) => error instanceof UserError && /dropout1: .*engine sparse/.test(error.message),
  );
  assert.equal((await engine.logits(network, images)).length, images.count * CLASSES);
});
