import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { whyNotLive } from "../../../src/report/live/form.js";
import { mostBytes } from "../../../src/report/live/limits.js";
import { livePayload } from "../../../src/report/live/payload.js";
import { scratchFolder } from "../../support/folder.js";
import { pageOf } from "../pages.js";
import { residual, writeLiveRun } from "./live-run.js";

test("what the page has of a run fits, and names every level", (t) => {
  const run = writeLiveRun(scratchFolder(t));
  const files = readInputs(run.files).live!;
  const payload = livePayload(files);
  assert.ok(typeof payload === "object");
  assert.ok(JSON.stringify(payload).length < mostBytes);
  assert.deepEqual(payload.criteria, ["magnitude", "layer-magnitude", "random"]);
  assert.deepEqual(payload.images.drawn, { name: "glyphs", seed: 0, train: 300 });
  assert.deepEqual(
    payload.cells.map(({ criterion, levels, training }) => [
      criterion,
      levels.length,
      training.epochs,
    ]),
    [
      ["magnitude", 5, 3],
      ["random", 5, 3],
    ],
  );
  const shuffled = livePayload(readInputs(run.files.toReversed()).live!);
  assert.deepEqual(shuffled, payload, "whatever the order of the files");
});

test("each page has the worker that its network needs, and colour glyphs are drawn in it", (t) => {
  const [chain, layers] = [{}, residual].map((what) => {
    const payload = livePayload(readInputs(writeLiveRun(scratchFolder(t), what).files).live!);
    assert.ok(typeof payload === "object", String(payload));
    return payload;
  });
  assert.match(chain!.worker, /this page runs no graph of layers/);
  assert.doesNotMatch(layers!.worker, /this page runs no graph of layers/);
  assert.equal(chain!.normalisations, undefined);
  assert.deepEqual(layers!.images.drawn, { name: "colour-glyphs", seed: 0, train: 300 });
  assert.equal(layers!.images.bytes, undefined);
  assert.equal(layers!.images.names[0], "ring");
  // Three normalisations of six channels, two of eight.
  assert.equal(layers!.normalisations!.scale.length, 5 * (3 * 6 + 2 * 8));
});

test("a network that is too large, or not initialised here, is left out with the reason", (t) => {
  const run = writeLiveRun(scratchFolder(t));
  const files = readInputs(run.files).live!;
  const { network } = files.dense;
  const initial = network.initial!.slice();
  initial[7]! += 1;
  const other = { ...files, dense: { ...files.dense, network: { ...network, initial } } };
  assert.match(String(livePayload(other)), /not one that pcrit initialised and trained/);
  const { test: images } = files.dataset.dataset;
  const pixels = new Float32Array(images.pixels.length * 20).fill(0.5);
  const wide = { ...images, width: images.width * 20, pixels };
  const dataset = {
    ...files.dataset,
    name: "own",
    dataset: { ...files.dataset.dataset, test: wide },
  };
  assert.match(
    String(livePayload({ ...files, dataset })),
    /^The collapse cannot be run in the page: the network of 19360 weights and 100 test images take more than the 1\.5 MB/,
  );
});

test("files that do not go together are refused by name", (t) => {
  const folder = scratchFolder(t);
  const run = writeLiveRun(folder);
  const { network, units } = run.dense;
  assert.throws(
    () => readInputs([run.dataset, network]),
    /expected dataset\.arrow, and network\.arrow and units\.arrow .* found no units\.arrow$/,
  );
  const copy = join(folder, "other.arrow");
  copyFileSync(network, copy);
  assert.throws(() => readInputs([run.dataset, network, units, copy]), /a second network\.arrow/);
});

test("without a network a line at the page's end says why there is none", async (t) => {
  assert.match(whyNotLive(new Results(readInputs([])))!, /"report": \{ "live": false \}/);
  const run = writeLiveRun(scratchFolder(t));
  const [, ...rest] = run.files;
  assert.throws(() => readInputs(rest), /found no dataset\.arrow/);
  const page = await pageOf([]);
  assert.match(page, /Not in this report, or not in full: .*the collapse, live/);
  assert.ok(!page.includes('id="live-open"'));
});
