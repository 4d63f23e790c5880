import assert from "node:assert/strict";
import { test } from "node:test";
import { inputsNote } from "../../pipeline/network-input.js";
import { sampleImages, sampleNetwork } from "../engine/sample.js";

const images = sampleImages(4, 6, 2);
const plain = { train: images, test: images };
const normalise = { mean: [0.5], std: [0.25] };

test("a network that reads other values than the data set was made for is named", () => {
  const network = sampleNetwork([6, 2], 1);
  const note = (own: object, data: object) =>
    inputsNote("n.arrow", { ...network, ...own }, { ...plain, ...data }).notes;
  assert.deepEqual(note({}, {}), []);
  assert.deepEqual(note({ normalise }, {}), []);
  assert.deepEqual(note({ normalise }, { normalise: { ...normalise } }), []);
  assert.match(
    note({}, { normalise })[0]!,
    /^n\.arrow: .* no normalisation, so it reads values as/,
  );
  const other = { mean: [0.5], std: [0.3] };
  assert.match(note({ normalise: other }, { normalise })[0]!, /says another normalisation; what/);
});
