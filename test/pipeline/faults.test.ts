/** Bad input gives exit code 2, one line, no stack trace and no partial file. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { type CommandResult, pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

/** A tiny data set and a network trained on it, shared by the tests of this file. */
let made: string;

before((t) => {
  made = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  const in_ = (name: string) => join(made, name);
  assert.equal(pcrit(["data", "--train", "60", "--test", "20", "--out", in_("d.arrow")]).code, 0);
  const train = ["train", in_("d.arrow"), "--hidden", "8", "--epochs", "1"];
  assert.equal(pcrit([...train, "--out", in_("n.arrow"), "--units", in_("u.arrow")]).code, 0);
});

function refused(result: CommandResult, pattern: RegExp): void {
  assert.equal(result.code, 2, result.err);
  assert.match(result.err, pattern);
  assert.equal(result.err.trimEnd().split("\n").length, 1, result.err);
  assert.doesNotMatch(result.err, /\n\s+at /);
}

/** Runs a stage that must fail and leave its output folder empty. */
function refusedWithout(folder: string, args: readonly string[], pattern: RegExp): void {
  const out = join(folder, "out");
  mkdirSync(out, { recursive: true });
  refused(pcrit([...args, "--out", join(out, "x.arrow")]), pattern);
  assert.deepEqual(readdirSync(out), []);
}

const prune = (network: string) => ["prune", network, "--density", "0.5"];

test("a missing, truncated, altered or wrong-typed Arrow file, or one of another table", (t) => {
  const folder = scratchFolder(t);
  const bad = join(folder, "bad.arrow");
  const whole = readFileSync(join(made, "n.arrow"));
  refusedWithout(folder, prune(join(folder, "none.arrow")), /none\.arrow: no such file/);
  writeFileSync(bad, whole.subarray(0, whole.length / 2));
  refusedWithout(folder, prune(bad), /bad\.arrow: truncated/);
  const altered = Buffer.from(whole);
  altered[whole.length >> 1]! ^= 1;
  writeFileSync(bad, altered);
  refusedWithout(folder, prune(bad), /bad\.arrow: damaged/);
  const wrong = tableFromArrays({ layer: [0], source: [0], target: [0], weight: ["x"] });
  writeFileSync(bad, tableToIPC(wrong, { format: "file" })!);
  refusedWithout(folder, prune(bad), /column "weight" of type float32, found x in row 0/);
  refusedWithout(
    folder,
    prune(join(made, "d.arrow")),
    /expected table "network", found table "dat/,
  );
  writeFileSync(bad, "not an Arrow file, and long enough to be one");
  refusedWithout(folder, prune(bad), /expected an Arrow IPC file/);
  refusedWithout(folder, prune(folder), /expected a file, found a folder/);
});

test("a folder in the place of an output is somebody's: it is left alone, and the line says what to do", (t) => {
  const folder = scratchFolder(t);
  const place = join(folder, "x.arrow");
  mkdirSync(place);
  writeFileSync(join(place, "mine"), "");
  refused(
    pcrit([...prune(join(made, "n.arrow")), "--out", place]),
    /x\.arrow: expected a file to write, found a folder, which is left alone; move it away and run again/,
  );
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), ["x.arrow", "x.arrow/mine"]);
});

test("a weight that is NaN, an edge out of its layer, an edge that comes twice", (t) => {
  const folder = scratchFolder(t);
  const bad = join(folder, "bad.arrow");
  const write = (columns: Record<string, number[]>) =>
    writeFileSync(bad, tableToIPC(tableFromArrays(columns), { format: "file" })!);
  write({ layer: [0], source: [0], target: [0], weight: [Number.NaN] });
  refusedWithout(folder, prune(bad), /expected weight to be a finite number, found NaN in row 0/);
  write({ layer: [0, 0], source: [1, 1], target: [0, 0], weight: [0.5, 0.25] });
  refusedWithout(folder, [...prune(bad), "--units-per-layer", "2,1"], /occurs twice/);
  const units = ["fine-tune", join(made, "n.arrow"), bad, join(made, "d.arrow"), "--units"];
  write({ layer: [0], unit: [99], bias: [0.5] });
  refusedWithout(folder, [...units, join(folder, "out/u.arrow")], /expected 18 biases/);
});

test("IDX data: images and labels of different length, corrupt gzip, wrong magic", (t) => {
  const folder = scratchFolder(t);
  const idx = join(folder, "idx");
  mkdirSync(idx);
  const images = (n: number) => {
    const bytes = Buffer.alloc(16 + n * 4);
    [0x803, n, 2, 2].forEach((word, i) => void bytes.writeUInt32BE(word, 4 * i));
    return bytes;
  };
  const labels = (n: number) => {
    const bytes = Buffer.alloc(8 + n);
    bytes.writeUInt32BE(0x801, 0);
    bytes.writeUInt32BE(n, 4);
    return bytes.fill(1, 9, 10);
  };
  const put = (name: string, bytes: Buffer) => writeFileSync(join(idx, `${name}.gz`), bytes);
  put("train-images-idx3-ubyte", gzipSync(images(4)));
  put("train-labels-idx1-ubyte", gzipSync(labels(4)));
  put("t10k-images-idx3-ubyte", gzipSync(images(2)));
  const data = ["data", "--name", "mine", "--folder", idx, "--train", "3", "--test", "2"];
  refusedWithout(folder, data, /t10k-labels/);
  put("t10k-labels-idx1-ubyte", gzipSync(labels(3)));
  refusedWithout(folder, data, /3.*2|2.*3/);
  put("t10k-labels-idx1-ubyte", gzipSync(labels(2)));
  refusedWithout(folder, [...data, "--test", "5"], /5/);
  put("t10k-images-idx3-ubyte", gzipSync(images(2)).subarray(0, 20));
  refusedWithout(folder, data, /gzip/);
  put("t10k-images-idx3-ubyte", gzipSync(labels(2)));
  refusedWithout(folder, data, /t10k-images/);
});

test("a bad checksum in the download cache", (t) => {
  const folder = scratchFolder(t);
  const cache = join(folder, "cache");
  mkdirSync(join(cache, "mnist"), { recursive: true });
  for (const name of [
    "train-images-idx3",
    "train-labels-idx1",
    "t10k-images-idx3",
    "t10k-labels-idx1",
  ])
    writeFileSync(join(cache, "mnist", `${name}-ubyte.gz`), "not what it should be");
  refusedWithout(folder, ["data", "--name", "mnist", "--cache", cache], /MD5|checksum/);
});

test("an experiment with an unknown key or a value out of range", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "x.json");
  for (const [experiment, pattern] of [
    [{ colour: 1 }, /unknown key "colour"/],
    [{ schedule: { densities: [-0.5] } }, /schedule\.densities\.0 must be > 0/],
    [{ schedule: { ratio: 1 } }, /schedule\.ratio must be < 1/],
    [{ seeds: 0 }, /seeds must be >= 1/],
    [{ architectures: [{ name: "a", hidden: [] }] }, /fewer than 1/],
  ] as const) {
    writeFileSync(path, JSON.stringify(experiment));
    refused(pcrit(["plan", path, "--runs", join(folder, "runs")]), pattern);
    assert.ok(!existsSync(join(folder, "runs")));
  }
  writeFileSync(path, "{");
  refused(pcrit(["plan", path, "--runs", join(folder, "runs")]), /expected JSON/);
});

test("unknown stages and options, missing and superfluous files, values out of range", () => {
  refused(pcrit(["pruen"]), /"pruen" is not a stage/);
  refused(pcrit([...prune("x"), "--out", "y", "--colour", "red"]), /Unknown option '--colour'/);
  refused(
    pcrit(["prune", "--density", "0.5", "--out", "y"]),
    /expected network\.arrow, found no file/,
  );
  refused(pcrit([...prune("x"), "y", "--out", "z"]), /unexpected file y/);
  refused(pcrit(["prune", "x", "--density=-1", "--out", "y"]), /at least 0, at most 1, found -1/);
  refused(pcrit(["prune", "x", "--density", "0.5"]), /expected --out/);
});

test("more weights than there are", (t) => {
  const folder = scratchFolder(t);
  const network = join(made, "n.arrow");
  refusedWithout(folder, ["prune", network, "--weights", "999999"], /999999/);
});

/** Runs `work` in a folder where a small file system is mounted; false where that is not allowed. */
function onTmpfs(folder: string, options: string, work: () => void): boolean {
  if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status !== 0)
    return false;
  try {
    work();
  } finally {
    spawnSync("umount", [folder]);
  }
  return true;
}

test("a full disk leaves nothing behind", (t) => {
  const disk = scratchFolder(t);
  const args = [...prune(join(made, "n.arrow")), "--out", join(disk, "x.arrow")];
  const ran = onTmpfs(disk, "size=16k", () => {
    refused(pcrit(args), /x\.arrow: no space left on the disk/);
    assert.deepEqual(readdirSync(disk), []);
  });
  if (!ran) t.skip("mounting a tmpfs needs privileges");
});

test("an output folder without write permission", (t) => {
  const locked = scratchFolder(t);
  const args = [...prune(join(made, "n.arrow")), "--out", join(locked, "x.arrow")];
  const refuse = () => {
    refused(pcrit(args), /x\.arrow: no permission to write there/);
    assert.deepEqual(readdirSync(locked), []);
  };
  if (process.getuid?.() !== 0) {
    chmodSync(locked, 0o500);
    return refuse();
  }
  // Permissions do not bind root; a file system mounted read-only does.
  if (!onTmpfs(locked, "ro", refuse)) t.skip("running as root without mount");
});
