import assert from "node:assert/strict";
import { test } from "node:test";
import { fitForms, hopeful, preferred } from "../../src/models/fit-law.js";
import type { FlexibleFit } from "../../src/models/flexible-fit.js";
import type { Law } from "../../src/models/law.js";
import type { Saturation } from "../../src/models/saturation.js";

const law = {
  name: "critical",
  formula: "",
  parameters: ["a", "b"],
  logarithmic: false,
  steps: [0.1, 0.1],
  starts: () => [
    [0, 0],
    [1, 2],
  ],
} as unknown as Law;

/** A bowl about (1, 2), deeper for one form; some forms give no number. */
function fitWithout(unknown: (saturation: Saturation) => boolean): FlexibleFit {
  const chiSquare = (_: Law, [a, b]: ArrayLike<number>[] | number[], saturation: Saturation) =>
    unknown(saturation) ? Number.NaN : 3 + (Number(a) - 1) ** 2 + (Number(b) - 2) ** 2;
  return { rough: undefined, chiSquare, misfit: chiSquare } as unknown as FlexibleFit;
}

test("a form that gives no number fits worst, and does not hide the others", () => {
  const forms = fitForms(
    fitWithout(({ name }) => name === "tanh"),
    law,
  );
  const kept = hopeful(forms);
  assert.equal(kept.length, forms.length - 1);
  assert.ok(kept.every(({ saturation }) => saturation.name !== "tanh"));
  assert.ok(Math.abs(preferred(kept).chiSquare - 3) < 1e-6);
});

test("nor does the plain form, where it gives none", () => {
  const forms = fitForms(
    fitWithout(({ name }) => name === "none"),
    law,
  );
  assert.notEqual(preferred(hopeful(forms)).saturation.name, "none");
});

test("where no form gives a number, all are as bad and the plain one stands", () => {
  const forms = fitForms(
    fitWithout(() => true),
    law,
  );
  assert.equal(preferred(hopeful(forms)).saturation.name, "none");
});
