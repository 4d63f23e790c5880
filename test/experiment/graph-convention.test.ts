import assert from "node:assert/strict";
import { test } from "node:test";
import { isUserError } from "../../src/error.js";
import type { Experiment } from "../../src/experiment/experiment.js";
import { checkConvention } from "../../src/experiment/graph-convention.js";

const asked = (graph: string, architecture: object) =>
  ({ graph, architectures: [architecture] }) as unknown as Experiment;
const layered = { name: "res", layers: [{ kind: "full" }] };
const graph = { input: { channels: 1, height: 1, width: 1 }, layers: layered.layers };
const imported = { name: "resnet", from: [{ shape: { units: [1, 2], graph } }] };

test("the graph units of a graph of layers is refused when the run is planned", () => {
  for (const one of [layered, imported])
    assert.throws(
      () => checkConvention("a.json", asked("units", one)),
      (error: Error) =>
        isUserError(error) &&
        error.message.startsWith('a.json: expected "graph": "channels"') &&
        error.message.includes(`"${one.name}"`),
    );
});

test("channels of anything, and units of chains, are measured", () => {
  for (const one of [layered, imported]) checkConvention("a.json", asked("channels", one));
  checkConvention("a.json", asked("units", { name: "fc", hidden: [4] }));
  checkConvention("a.json", asked("units", { name: "fc", from: [{ shape: { units: [1, 2] } }] }));
});
