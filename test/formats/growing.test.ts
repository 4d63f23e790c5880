import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Growing, Sparing } from "../../src/formats/growing.js";

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
