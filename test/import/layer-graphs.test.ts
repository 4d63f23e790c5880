/** Networks that are no chain answer here as they do in PyTorch, and leave as they came. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { tensorsOf } from "../../src/export/tensors.js";
import { encodeSafetensors } from "../../src/formats/write-safetensors.js";
import { readArchitecture } from "../../src/import/architecture.js";
import { tensorNames } from "../../src/import/found.js";
import { importedNetwork } from "../../src/import/network.js";
import { readForeign } from "../../src/import/read.js";
import type { Network } from "../../src/network.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";
import { type GraphCases, script } from "./layer-graphs.js";

test("networks of PyTorch that are no chain", async (t) => {
  const folder = scratchFolder(t);
  const made = python(script, { folder }) as GraphCases | undefined;
  if (!made) return t.skip("needs python3 with torch");
  const images = {
    count: made.images.length,
    width: made.images[0]!.length,
    image: { channels: 3, height: 12, width: 10 },
    pixels: Uint8Array.from(made.images.flat()),
    labels: new Uint8Array(made.images.length),
    classes: 5,
  };
  const agrees = (network: Network, logits: readonly (readonly number[])[]) => {
    const own = sparseEngine().logits(network, images);
    logits.flat().forEach((value, i) => {
      assert.ok(Math.abs(own[i]! - value) < 1e-5 * (1 + Math.abs(value)), `${own[i]}, ${value}`);
    });
  };
  for (const { file, architecture, logits, notes } of made.cases)
    await t.test(file, () => {
      const path = join(folder, file);
      const stated = join(folder, "architecture.json");
      writeFileSync(stated, JSON.stringify(architecture));
      const found = readForeign([path], readArchitecture(stated));
      const { network, notes: said } = importedNetwork(path, found, false);
      assert.ok(network.graph);
      for (const note of notes ?? []) assert.match(said.join("\n"), new RegExp(note));
      agrees(network, logits);
      const again = join(folder, `${file}.safetensors`);
      const tensors = tensorsOf(path, network, tensorNames(found), true);
      writeFileSync(again, encodeSafetensors(tensors));
      if (!file.endsWith(".pt") || file === "order.pt" || file === "resnet8.pt") return;
      const back = readForeign([again], readArchitecture(stated));
      assert.deepEqual(importedNetwork(again, back, false).network, network);
    });
});
