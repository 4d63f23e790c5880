/** Prints the SHA-256 of what a short seeded training of convolutions leaves; with an argument, of wide ones in tiles. */
import { createHash } from "node:crypto";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { shapeFor } from "../../src/layers.js";
import { adam, sampleImages, sampleNetwork, sgd } from "./sample.js";

const same = { kernel: 3, stride: 1, padding: "same" } as const;
const wide = shapeFor(
  196,
  10,
  [20],
  [
    { ...same, channels: 16 },
    { ...same, channels: 18, pool: { kind: "max", size: 2 } },
  ],
);
const narrow = shapeFor(
  196,
  10,
  [20, 16],
  [
    { channels: 5, kernel: 3, stride: 1, padding: "same", pool: { kind: "max", size: 2 } },
    { channels: 7, kernel: 3, stride: 2, padding: "same", pool: { kind: "average", size: 2 } },
  ],
);
const shape = process.argv[2] ? wide : narrow;
const images = sampleImages(200, 196, 10);
const hash = createHash("sha256");
for (const [density, settings] of [
  [1, adam],
  [0.1, adam],
  [0.1, sgd],
] as const) {
  const { weight, bias } = sparseEngine().train(sampleNetwork(shape, density), images, settings);
  hash.update(new Uint8Array(weight.buffer)).update(new Uint8Array(bias.buffer));
}
process.stdout.write(hash.digest("hex"));
