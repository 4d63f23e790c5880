import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { codeEdges } from "../../../src/report/walk/edge-code.js";

/** As the header of edge-code.ts says it, bit by bit. */
function decoded(code: string, count: number, nodes: number) {
  const bits = [...Buffer.from(code, "base64")].map((byte) => byte.toString(2).padStart(8, "0"));
  const keys: number[] = [];
  for (let before = 0; keys.length < count; ) {
    let digits = "";
    for (let more = true; more; ) {
      const byte = bits.shift()!;
      digits = byte.slice(1) + digits;
      more = byte.startsWith("1");
    }
    before += Number.parseInt(digits, 2);
    keys.push(before);
  }
  assert.equal(bits.length, count);
  return keys.map((key, e) => ({
    source: Math.floor(key / nodes),
    target: key % nodes,
    negative: bits[e]!.startsWith("1"),
    size: Number.parseInt(bits[e]!.slice(1), 2),
  }));
}

test("edges come back: ends and signs as they were, weights to within a percent of the largest", () => {
  const edge = fc.record({
    source: fc.nat(1999),
    target: fc.nat(1999),
    weight: fc.float({ min: 0, max: 9, noNaN: true }),
    sign: fc.constantFrom(-1, 1),
  });
  const edges = fc.uniqueArray(edge, { selector: (e) => `${e.source} ${e.target}`, maxLength: 60 });
  fc.assert(
    fc.property(edges, (given) => {
      const list = <K extends keyof (typeof given)[number]>(key: K) => given.map((e) => e[key]);
      const columns = { source: list("source"), target: list("target") };
      const weights = { weight: list("weight"), sign: list("sign") };
      const { count, largest, code } = codeEdges({ ...columns, ...weights }, 2000);
      assert.equal(count, given.length);
      const sorted = given.toSorted((a, b) => a.source - b.source || a.target - b.target);
      for (const [e, found] of decoded(code, count, 2000).entries()) {
        const { source, target, weight, sign } = sorted[e]!;
        assert.deepEqual([found.source, found.target, found.negative], [source, target, sign < 0]);
        const back = largest * (found.size / 127) ** 2;
        assert.ok(Math.abs(back - weight) <= 0.01 * largest, `${back} for ${weight}`);
      }
    }),
  );
});
