import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Growing, Names, Sparing } from "../../src/formats/growing.js";

test("a column that spares room holds what one that does not holds", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1, max: 1 }), { maxLength: 3000 }),
      fc.integer({ min: -1, max: 1 }),
      fc.nat(2000),
      (values, usual, before) => {
        const make = (n: number) => new Int32Array(n);
        const [plain, sparing] = [new Growing(make), new Sparing(make, usual)];
        for (const value of [...Array<number>(before).fill(usual), ...values]) {
          plain.push(value);
          sparing.push(value);
        }
        assert.deepEqual(sparing.whole(), plain.whole());
        assert.deepEqual(plain.view(), plain.whole());
      },
    ),
  );
});

test("names have ids in the order in which they come, small numbers too and what looks like one", () => {
  const number = fc.oneof(fc.nat(40), fc.nat(20_000), fc.nat(10_000_000)).map(String);
  const looks = fc.constantFrom(
    "",
    "0",
    "00",
    "01",
    "1",
    "1 ",
    "-1",
    "1.0",
    "1e3",
    "１",
    "12345678",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(number, looks, fc.string()), { maxLength: 300 }), (texts) => {
      const [names, known] = [new Names("test", 1000), new Map<string, number>()];
      for (const text of [...texts, ...texts]) {
        if (!known.has(text)) known.set(text, known.size);
        assert.equal(names.of(text), known.get(text));
      }
      assert.deepEqual(names.list, [...known.keys()]);
      for (const text of known.keys()) assert.equal(names.find(text), known.get(text));
    }),
    { seed: 2, numRuns: 200 },
  );
});
