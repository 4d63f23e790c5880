/** What fits and what is left, on a small chain made by hand: a from nothing, b and c from a, d seals. */
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { FileHashes } from "../../src/chain/file-hashes.js";
import { type Hashes, type Link, newRecord, writeRecord } from "../../src/chain/record.js";
import { rootOf } from "../../src/chain/root.js";
import { type RunState, runState } from "../../src/chain/run-state.js";
import { scratchFolder } from "../support/folder.js";

const link = (target: string, inputs: readonly string[], more: Partial<Link> = {}): Link => ({
  ...{ stage: "train", target, inputs, outputs: { out: target }, settings: { epochs: 2 } },
  ...more,
});

const a = link("a.arrow", [], { outputs: { levels: "levels", out: "a.arrow" } });
const b = link("b.arrow", ["a.arrow"], { outputs: { also: "b2.arrow", out: "b.arrow" } });
const c = link("c.arrow", ["levels/*/network.arrow"]);
const d = link("d.html", ["b.arrow"], { reads: { experiment: "experiment.json" }, seals: true });
const chain = [a, b, c, d];
const levels = ["levels/001/network.arrow", "levels/002/network.arrow"];

/** Writes all files and their records. */
function made(t: TestContext): string {
  const folder = scratchFolder(t);
  write(folder, "experiment.json", "{}");
  for (const path of ["a.arrow", ...levels, "b.arrow", "b2.arrow", "c.arrow", "d.html"])
    write(folder, path, path);
  const hashes = new FileHashes(folder);
  const all = (...paths: string[]): Hashes =>
    Object.fromEntries(paths.map((path) => [path, hashes.of(path)!]));
  const records = [
    newRecord(a, {}, all("a.arrow", ...levels), undefined),
    newRecord(b, all("a.arrow"), all("b.arrow", "b2.arrow"), undefined),
    newRecord(c, all(...levels), all("c.arrow"), undefined),
  ];
  records.push(newRecord(d, all("b.arrow", "experiment.json"), all("d.html"), rootOf(records)));
  for (const [i, record] of records.entries()) writeRecord(folder, chain[i]!.target, record);
  return folder;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function state(folder: string, links: readonly Link[] = chain): RunState {
  return runState(folder, links, new FileHashes(folder));
}

function leaves(folder: string, unfit: object, left: readonly Link[], links = chain): void {
  const found = state(folder, links);
  assert.deepEqual(Object.fromEntries(found.unfit), unfit);
  assert.deepEqual(
    [...found.left],
    left.map(({ target }) => target),
  );
}

test("what is made fits, and one hash stands for it", (t) => {
  const folder = made(t);
  leaves(folder, {}, []);
  const { files, root } = state(folder);
  assert.equal(files, 7);
  assert.match(root!, /^[0-9a-f]{64}$/);
});

test("a damaged or missing file is told, and what hangs on its maker waits", (t) => {
  const folder = made(t);
  write(folder, "b2.arrow", "x");
  leaves(folder, { "b.arrow": "has a damaged b2.arrow" }, [b, d]);
  rmSync(join(folder, "b2.arrow"));
  leaves(folder, { "b.arrow": "lacks b2.arrow" }, [b, d]);
  write(folder, "b2.arrow", "b2.arrow");
  rmSync(join(folder, levels[0]!));
  const lacks = {
    "a.arrow": `lacks ${levels[0]}`,
    "c.arrow": `was made from another ${levels[0]}`,
  };
  leaves(folder, lacks, chain);
});

test("files that changed places, other settings, another experiment", (t) => {
  const folder = made(t);
  write(folder, "b.arrow", "c.arrow");
  write(folder, "c.arrow", "b.arrow");
  const both = { "b.arrow": "has a damaged b.arrow", "c.arrow": "has a damaged c.arrow" };
  leaves(folder, { ...both, "d.html": "was made from another b.arrow" }, [b, c, d]);
  for (const name of ["b.arrow", "c.arrow"]) write(folder, name, name);
  const other = { ...c, settings: { epochs: 3 } };
  leaves(folder, { "c.arrow": "was made with other settings" }, [c, d], [a, b, other, d]);
  write(folder, "experiment.json", "{ }");
  leaves(folder, { "d.html": "was made from another experiment.json" }, [d]);
});

test("a record that is damaged, of another version, or says less than was made", (t) => {
  const folder = made(t);
  const record = { ...newRecord(c, {}, { "c.arrow": "" }, undefined), version: "0.0.1" };
  writeRecord(folder, "c.arrow", record);
  const found = state(folder).unfit;
  assert.equal(found.get("c.arrow"), "was made by pcrit 0.0.1");
  assert.equal(found.get("d.html"), "seals another run");
  for (const text of ["", "{", "null", "[]", '{"stage":1}', '{"inputs":{"a":1}}']) {
    write(folder, "records/c.arrow.json", text);
    leaves(folder, { "c.arrow": "is not made yet", "d.html": "seals another run" }, [c, d]);
  }
  writeRecord(folder, "b.arrow", newRecord(b, {}, {}, undefined));
  assert.equal(state(folder).unfit.get("b.arrow"), "was made from another a.arrow");
});
