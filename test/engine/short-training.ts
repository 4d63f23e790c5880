/** Prints the SHA-256 of what a short seeded training leaves: run by training.test.ts. */
import { createHash } from "node:crypto";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { adam, sampleImages, sampleNetwork, sgd } from "./sample.js";

const images = sampleImages(300, 196, 10);
const hash = createHash("sha256");
for (const [density, settings] of [
  [1, adam],
  [0.05, adam],
  [0.05, sgd],
] as const) {
  const network = sampleNetwork([196, 40, 20, 10], density);
  const { weight, bias } = sparseEngine().train(network, images, settings);
  hash.update(new Uint8Array(weight.buffer)).update(new Uint8Array(bias.buffer));
}
process.stdout.write(hash.digest("hex"));
