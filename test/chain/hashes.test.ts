/** The index of hashes: nothing is read twice, and nothing that changed is taken for what it was. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type BigIntStats,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FileHashes, LearnedHashes } from "../../src/chain/file-hashes.js";
import { HashIndex } from "../../src/chain/hash-index.js";
import { Root } from "../../src/chain/root.js";
import { scratchFolder } from "../support/folder.js";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const second = 1_000_000_000n;

/** An index whose files are looked at so many seconds from now: as if they had been left alone since. */
function indexAt(folder: string, seconds: bigint): HashIndex {
  const now = BigInt(Date.now()) * 1_000_000n;
  return new HashIndex(join(folder, "index"), now + seconds * second);
}

const statsOf = (path: string) => statSync(path, { bigint: true });

test("a file's hash is that of its bytes; there is none of a folder or of nothing", (t) => {
  const folder = scratchFolder(t);
  writeFileSync(join(folder, "a"), "some");
  mkdirSync(join(folder, "b"));
  symlinkSync("loop", join(folder, "loop"));
  const hashes = new FileHashes(folder);
  assert.equal(hashes.of("a"), sha256("some"));
  for (const path of ["b", "c", "a/d", "loop"]) assert.equal(hashes.of(path), undefined, path);
});

test("what a process has learned holds for a file as long as it is the same", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "a");
  const learned = new LearnedHashes();
  const hashOf = () => new FileHashes(folder, undefined, learned).of("a");
  writeFileSync(path, "some");
  assert.equal(hashOf(), sha256("some"));
  learned.set(path, statsOf(path), sha256("as learned"));
  assert.equal(hashOf(), sha256("as learned"));
  const { atime, mtime } = statSync(path);
  writeFileSync(join(folder, "b"), "SOME");
  renameSync(join(folder, "b"), path);
  utimesSync(path, atime, mtime);
  assert.equal(hashOf(), sha256("SOME"), "same size and date");
});

test("an entry is found again as long as the file is left alone", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "a");
  writeFileSync(path, "some");
  const first = indexAt(folder, 100n);
  first.set("a file", statsOf(path), sha256("its hash"));
  first.save();
  assert.equal(indexAt(folder, 200n).get("a file", statsOf(path)), sha256("its hash"));
  const { atime, mtime } = statSync(path);
  writeFileSync(path, "SOME");
  utimesSync(path, atime, mtime);
  assert.equal(indexAt(folder, 200n).get("a file", statsOf(path)), undefined, "same size and date");
});

test("a file that was written just before it was read is not remembered", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "a");
  writeFileSync(path, "some");
  const racy = indexAt(folder, 1n);
  racy.set("a", statsOf(path), sha256("its hash"));
  racy.save();
  assert.equal(indexAt(folder, 200n).get("a", statsOf(path)), undefined);
});

test("a moved folder keeps its index, a copy is read anew, a damaged index is none", (t) => {
  const folder = scratchFolder(t);
  const remembered = sha256("remembered");
  const run = join(folder, "run");
  mkdirSync(run);
  writeFileSync(join(run, "a"), "some");
  const first = indexAt(run, 100n);
  first.set("a", statsOf(join(run, "a")), remembered);
  first.save();
  const moved = join(folder, "moved");
  renameSync(run, moved);
  assert.equal(new FileHashes(moved, "index").of("a"), remembered);
  const copy = join(folder, "copy");
  cpSync(moved, copy, { recursive: true, preserveTimestamps: true });
  assert.equal(new FileHashes(copy, "index").of("a"), sha256("some"));
  const text = readFileSync(join(moved, "index"), "utf8");
  writeFileSync(join(moved, "index"), text.replace(remembered, sha256("another")));
  assert.equal(new FileHashes(moved, "index").of("a"), sha256("some"));
});

test("what was not asked for is forgotten, and nothing is written where nothing is new", (t) => {
  const folder = scratchFolder(t);
  for (const name of ["a", "b"]) writeFileSync(join(folder, name), name);
  const first = indexAt(folder, 100n);
  for (const name of ["a", "b"]) first.set(name, statsOf(join(folder, name)), sha256(name));
  first.save();
  const { ino } = statSync(join(folder, "index"));
  const again = indexAt(folder, 100n);
  for (const name of ["a", "b"]) again.get(name, statsOf(join(folder, name)));
  again.save();
  assert.equal(statSync(join(folder, "index")).ino, ino);
  const less = indexAt(folder, 100n);
  less.get("a", statsOf(join(folder, "a")));
  less.save();
  assert.equal(indexAt(folder, 100n).get("b", statsOf(join(folder, "b"))), undefined);
  assert.ok(existsSync(join(folder, "index")));
});

test("an index of more entries than a block gives each its own back, whatever its name and numbers", (t) => {
  const folder = scratchFolder(t);
  const stats = (i: number) =>
    ({
      ...{
        size: BigInt(i),
        mtimeNs: -BigInt(i),
        ctimeNs: BigInt(i),
        ino: 2n ** 64n - 1n - BigInt(i),
      },
      dev: 7n,
    }) as BigIntStats;
  const name = (i: number) => `cell ${i}:é ${i}.arrow`;
  const first = indexAt(folder, 100n);
  for (let i = 0; i < 40_000; i++) first.set(name(i), stats(i), sha256(String(i)));
  first.save();
  const again = indexAt(folder, 100n);
  for (let i = 0; i < 40_000; i++) {
    assert.equal(again.asked(name(i)), undefined);
    assert.equal(again.get(name(i), stats(i + 1)), undefined);
    assert.equal(again.get(name(i), stats(i)), sha256(String(i)));
    assert.equal(again.asked(name(i)), sha256(String(i)));
  }
});

test("an index whose lines say something else is none, whatever its digest", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "a");
  writeFileSync(path, "some");
  const first = indexAt(folder, 100n);
  first.set("a", statsOf(path), sha256("remembered"));
  first.save();
  const line = readFileSync(join(folder, "index"), "utf8").split("\n")[1]!;
  const [hash, numbers] = line.split(" ") as [string, string];
  const found = (lines: string) => {
    writeFileSync(join(folder, "index"), `${sha256(lines)}\n${lines}`);
    return indexAt(folder, 100n).get("a", statsOf(path));
  };
  assert.equal(found(`${line}\n`), sha256("remembered"));
  const four = numbers.split(":").slice(1).join(":");
  for (const other of [
    "",
    hash,
    `${hash} a`,
    `${hash} ${four} a`,
    `${hash} ${numbers}:1 a`,
    `${hash} ${numbers}: a`,
    `${hash} ${numbers.replace(":", "::")} a`,
    `${hash} ${numbers.replace(":", ".")} a`,
    `${hash} -${numbers} a`,
    `${hash}:${numbers} a`,
    `${hash.slice(1)} ${numbers} a`,
    `${hash.toUpperCase()} ${numbers} a`,
    `${hash.replace(/./, "g")} ${numbers} a`,
  ])
    assert.equal(found(`${line}\n${other}\n`), undefined, other);
});

test("files that a root speaks of are not taken for entries of the index, nor the other way", (t) => {
  const folder = scratchFolder(t);
  for (const name of ["a", "b"]) writeFileSync(join(folder, name), name);
  const first = indexAt(folder, 100n);
  for (const name of ["a", "b"]) first.set(name, statsOf(join(folder, name)), sha256(name));
  first.save();
  const hashes = new FileHashes(folder, "index");
  const root = new Root(hashes.paths);
  const outputs = { c: sha256("c"), a: sha256("other") };
  root.add({ stage: "graph", version: "0", settings: "{}", inputs: {}, outputs });
  assert.equal(hashes.of("c"), undefined);
  assert.equal(hashes.of("a"), sha256("a"));
  const lines = `${sha256("other")}  a\n${sha256("c")}  c\n`;
  assert.equal(root.digest(), sha256(lines));
});
