import { test } from "node:test";
import { fisherTail } from "../../src/statistics/fisher.js";
import { studentTail } from "../../src/statistics/student.js";
import { assertNear } from "./near.js";

test("table values: 5 % points of Fisher's distribution (Abramowitz and Stegun, table 26.9)", () => {
  for (const [above, below, f] of [
    [1, 10, 4.96],
    [3, 10, 3.71],
    [4, 28, 2.71],
    [5, 5, 5.05],
    [12, 60, 1.92],
  ] as const)
    assertNear(fisherTail(f, above, below), 0.05, 2e-3);
});

test("two degrees of freedom above have a closed form, one is Student's square", () => {
  for (const f of [0, 0.3, 1, 4, 20])
    for (const below of [1, 2, 7, 28]) {
      assertNear(fisherTail(f, 2, below), (1 + (2 * f) / below) ** (-below / 2), 1e-12);
      assertNear(fisherTail(f, 1, below), studentTail(Math.sqrt(f), below), 1e-12);
    }
});
