/** Networks that people have, as PyTorch exports them: they answer here as they do there, or are refused by name. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { UserError } from "../../src/error.js";
import { tensorsOf } from "../../src/export/tensors.js";
import { encodeNpz } from "../../src/formats/write-npz.js";
import { tensorNames } from "../../src/import/found.js";
import { importedNetwork } from "../../src/import/network.js";
import { operators } from "../../src/import/onnx-operators.js";
import { readForeign } from "../../src/import/read.js";
import type { Network } from "../../src/network.js";
import { packageRoot } from "../../src/package.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";
import { loaded, type NetworkCases, script } from "./onnx-networks.js";

let folder: string;
let made: NetworkCases | undefined;
const missing = "needs python3 with torch";

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  made = python(script, { folder }) as NetworkCases | undefined;
});

function logitsOf(network: Network, kind: "images" | "vectors"): Float32Array {
  const rows = made![kind];
  return sparseEngine().logits(network, {
    count: rows.length,
    width: rows[0]!.length,
    ...(kind === "images" && { image: { channels: 3, height: 8, width: 12 } }),
    pixels: Uint8Array.from(rows.flat()),
    labels: new Uint8Array(rows.length),
    classes: 5,
  });
}

function agree(own: Float32Array, logits: readonly (readonly number[])[]): void {
  logits.flat().forEach((value, i) => {
    assert.ok(Math.abs(own[i]! - value) < 1e-5 * (1 + Math.abs(value)), `${own[i]}, ${value}`);
  });
}

function imported(path: string) {
  const found = readForeign([path], { normalise: "none" });
  return { found, network: importedNetwork(path, found, false).network };
}

test("networks of PyTorch as ONNX", async (t) => {
  if (!made) return t.skip(missing);
  for (const { file, inputs, logits, form, refused } of made.cases)
    await t.test(file, () => {
      const path = join(folder, file);
      if (refused === undefined) {
        const { network } = imported(path);
        assert.equal(network.graph ? "graph" : "chain", form);
        agree(logitsOf(network, inputs), logits);
        return;
      }
      assert.throws(
        () => imported(path),
        (error) => {
          assert.ok(error instanceof UserError, String(error));
          assert.match(error.message, new RegExp(refused));
          assert.ok(error.message.startsWith(`${path}: node "`) && !error.message.includes("\n"));
          return true;
        },
      );
    });
});

test("what is not read ends the command with one line and code 2", (t) => {
  if (!made) return t.skip(missing);
  const out = ["--out", join(folder, "n.arrow"), "--units", join(folder, "u.arrow")];
  const { code, err } = pcrit(["import", join(folder, "sine.onnx"), ...out]);
  assert.equal(code, 2);
  assert.match(err, /sine\.onnx: node ".*Sin" \(Sin\): expected operators of "Gemm", /);
  assert.equal(err.trimEnd().split("\n").length, 1);
});

test("a mixer goes back to the module that it came from, names, shapes and answers", (t) => {
  if (!made) return t.skip(missing);
  for (const file of ["mixer-17.onnx", "mixer-whole.onnx"]) {
    const { found, network } = imported(join(folder, file));
    const path = join(folder, "mixer.npz");
    writeFileSync(path, encodeNpz(tensorsOf(path, network, tensorNames(found), false)));
    const answers = python(loaded, { folder, file: path, images: made.images }) as number[][];
    agree(logitsOf(network, "images"), answers);
  }
});

test("a mixer's state_dict with its layers stated is the network of its ONNX", (t) => {
  if (!made) return t.skip(missing);
  const { found, network } = imported(join(folder, "mixer-whole.onnx"));
  const { input, layers } = found.graph!;
  const architecture = { normalise: "none", input, layers } as const;
  const path = join(folder, "mixer.pt");
  const stated = readForeign([path], architecture);
  assert.deepEqual(importedNetwork(path, stated, false).network, network);
  assert.deepEqual(tensorNames(stated), tensorNames(found));
});

test("docs/networks.md names the operators that are read, all and none else", () => {
  const text = readFileSync(join(packageRoot, "docs/networks.md"), "utf8");
  const [, table = ""] = text.split("| operator | is read as |");
  const rows = table.split("\n\n")[0]!.split("\n").slice(2);
  const named = rows.flatMap((row) =>
    [...row.split("|")[1]!.matchAll(/`(\w+)`/g)].map(([, op]) => op!),
  );
  assert.deepEqual([...named].sort(), [...operators.keys()].sort());
});
