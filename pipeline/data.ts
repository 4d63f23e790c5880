import { loadDataset } from "../src/data/load.js";
import { writeDataset } from "../src/tables/dataset.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

export const data: Stage = {
  name: "data",
  summary: "images and labels -> dataset.arrow",
  details: `glyphs are generated. mnist, kmnist and fashion-mnist come from --folder (four IDX files, gzip or
plain) or are downloaded once from their official addresses and checked by MD5. Any other name
needs a folder.`,
  inputs: [],
  outputs: [{ option: "out", meaning: "dataset.arrow", required: true }],
  options: {
    name: { type: "text", meaning: "data set", default: "glyphs" },
    train: {
      type: "integer",
      minimum: 1,
      maximum: 2_000_000,
      meaning: "first so many training images",
      default: 6000,
    },
    test: {
      type: "integer",
      minimum: 1,
      maximum: 2_000_000,
      meaning: "first so many test images",
      default: 2000,
    },
    seed: { type: "integer", minimum: 0, meaning: "seed of generated data", default: 0 },
    folder: { type: "text", incidental: true, meaning: "folder with IDX files" },
    cache: { type: "text", incidental: true, meaning: "folder for downloads; default: the user's" },
  },
  async run(call) {
    const name = call.text("name");
    const folder = call.value("folder");
    const cache = call.value("cache");
    const dataset = await loadDataset({
      name,
      seed: call.number("seed"),
      train: call.number("train"),
      test: call.number("test"),
      ...(typeof folder === "string" ? { folder } : {}),
      ...(typeof cache === "string" ? { cache } : {}),
      onProgress: (file, received, total) => call.progress(received, total ?? 0, file),
    });
    writeDataset(call.out("out"), name, dataset, provenance(call, {}));
  },
};
