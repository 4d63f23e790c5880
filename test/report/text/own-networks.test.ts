import assert from "node:assert/strict";
import { test } from "node:test";
import { ownNetworks } from "../../../src/report/text/own-networks.js";

const file = (width: number, density = 1) => ({
  file: "f",
  width,
  sha256: "",
  shape: { units: [4, 3, 2] },
  density,
});
const settings = (from: object, more: object = {}) => ({
  architectures: [
    { name: "fc", hidden: [3] },
    { name: "mine", from },
  ],
  widths: [1],
  seeds: 3,
  fineTuning: { epochs: 1 },
  criteria: ["magnitude"],
  ...more,
});
const said = (value: object) => ownNetworks(value as Parameters<typeof ownNetworks>[0]);

test("the first screen says what seeds are of networks that were trained elsewhere", () => {
  assert.match(
    said(settings([file(1)])),
    /^mine: one network .* its 3 seeds .* fine-tuning alone.*\. The weights at/,
  );
  assert.match(said(settings([file(1), file(1)])), /^mine: 2 networks .*, one a seed;/);
  assert.match(said(settings([file(1)], { seeds: 1 })), /and one seed of fine-tuning\./);
  assert.match(
    said(settings([file(1), file(2)], { widths: [1, 4] })),
    /at width 2; .* No file is given for width 4/,
  );
  assert.match(said(settings([file(1, 0.1)])), /Pruned before, to density 0\.1:/);
});

test("seeds that cannot differ are said to be one", () => {
  const still = { fineTuning: { epochs: 0 } };
  assert.match(said(settings([file(1)], still)), /one and the same network: "seeds": 1/);
  assert.match(
    said(settings([file(1)], { ...still, criteria: ["magnitude", "random"] })),
    /network, unless a criterion draws/,
  );
  assert.doesNotMatch(said(settings([file(1), file(1)], still)), /one and the same/);
});

test("settings of other experiments, or of none, say nothing", () => {
  for (const other of [
    undefined,
    {},
    { architectures: [{ name: "a", from: "b.pt" }] },
    { architectures: 3 },
  ])
    assert.equal(ownNetworks(other), "");
});
