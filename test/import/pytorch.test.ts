/** State_dicts and graphs of PyTorch's own making answer here as they do there, or are refused by name. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Images } from "../../src/data/dataset.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { UserError } from "../../src/error.js";
import { tensorsOf } from "../../src/export/tensors.js";
import { readArchitecture } from "../../src/import/architecture.js";
import { tensorNames } from "../../src/import/found.js";
import { importedNetwork } from "../../src/import/network.js";
import { readForeign } from "../../src/import/read.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";
import { type Cases, script } from "./pytorch.js";

function imagesOf(rows: readonly number[][], classes: number): Images {
  return {
    count: rows.length,
    width: rows[0]!.length,
    pixels: Uint8Array.from(rows.flat()),
    labels: new Uint8Array(rows.length),
    classes,
  };
}

test("networks of PyTorch, saved in many ways", async (t) => {
  const folder = scratchFolder(t);
  const made = python(script, { folder }) as Cases | undefined;
  if (!made) return t.skip("needs python3 with torch");
  const two = readForeign([join(folder, "two.pt")], {}, "critic.");
  assert.deepEqual(
    two.layers.map(({ shape }) => shape),
    [
      [7, 12],
      [3, 7],
    ],
  );
  for (const { file, architecture, logits, refused, notes, images } of made.cases)
    await t.test(file, () => {
      const path = join(folder, file);
      const stated = join(folder, "architecture.json");
      writeFileSync(stated, JSON.stringify(architecture));
      const read = () => {
        const found = readForeign([path], readArchitecture(stated));
        return { ...importedNetwork(path, found, false), names: tensorNames(found) };
      };
      if (refused !== undefined) {
        assert.throws(read, (error) => {
          assert.ok(error instanceof UserError, String(error));
          assert.match(error.message, new RegExp(refused));
          assert.ok(error.message.startsWith(path));
          return true;
        });
        return;
      }
      const { network, names, notes: found } = read();
      if (file.startsWith("line"))
        for (const { name, shape } of tensorsOf(path, network, names, false))
          if (shape.length > 2) assert.equal(shape.length, 3, `${name} is of one dimension again`);
      const classes = network.units.at(-1)!;
      const own = sparseEngine().logits(network, imagesOf(made.images[images]!, classes));
      logits!.flat().forEach((value, i) => {
        assert.ok(Math.abs(own[i]! - value) < 1e-5 * (1 + Math.abs(value)), `${own[i]}, ${value}`);
      });
      for (const note of notes ?? []) assert.match(found.join("\n"), new RegExp(note));
    });
});
