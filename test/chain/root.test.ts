import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import type { TargetRecord } from "../../src/chain/record.js";
import { Root, rootOf } from "../../src/chain/root.js";

const record = (outputs: Readonly<Record<string, string>>): TargetRecord => ({
  ...{ stage: "graph", version: "0", settings: "{}", inputs: {} },
  outputs,
});

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((b) => Buffer.from(b).toString("hex"));

test("the root is SHA-256 over the lines of sha256sum, sorted by path", () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string({ maxLength: 4 }), hash)), (all) => {
      const files = new Map(all.flatMap((outputs) => Object.entries(outputs)));
      const lines = [...files.keys()].sort().map((path) => `${files.get(path)}  ${path}\n`);
      const expected = createHash("sha256").update(lines.join("")).digest("hex");
      assert.equal(rootOf(all.map(record)), expected);
    }),
  );
});

test("more files than are kept in a block", () => {
  const count = 40_000;
  const of = (i: number) => createHash("sha256").update(String(i)).digest("hex");
  const root = new Root();
  const lines = [];
  for (let i = 0; i < count; i++) {
    const path = `cells/${String(i).padStart(6, "0")}`;
    root.add(record({ [path]: of(i) }));
    lines.push(`${of(i)}  ${path}\n`);
  }
  assert.equal(root.digest(), createHash("sha256").update(lines.join("")).digest("hex"));
});

test("without one record there is no root", () => {
  const made = record({ a: "0".repeat(64) });
  assert.equal(rootOf([made, undefined, made]), undefined);
});
