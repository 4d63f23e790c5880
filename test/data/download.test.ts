import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { type DownloadOptions, download } from "../../src/data/download.js";
import { remoteDatasets } from "../../src/data/remote.js";
import { scratch, userError } from "./files.js";
import { type Answer, closedAddress, cutAfter, ranged, serve, whole } from "./server.js";

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, k) => (k * k) % 251));
const names = ["one.gz", "two.gz"];
const md5 = (data: Uint8Array) => createHash("md5").update(data).digest("hex");
const files = names.map((name) => ({ name, md5: md5(bytes) }));
const advice = ["repeat when online", "one.gz, two.gz: make DATA=folder"];

async function setUp(
  t: TestContext,
  answer: Answer,
  served: Record<string, Buffer> = { "one.gz": bytes, "two.gz": bytes },
) {
  const server = await serve(t, served, answer);
  const cache = scratch(t);
  const options: DownloadOptions = { cache, base: server.base, files, patience: 2000, retries: 0 };
  const folder = join(cache, "mnist");
  return { ...server, cache, options, folder, first: join(folder, "one.gz") };
}

/** Both files are there, right, and nothing else. */
function complete(folder: string): void {
  assert.deepEqual(readdirSync(folder).sort(), names);
  for (const name of names) assert.ok(readFileSync(join(folder, name)).equals(bytes));
}

test("files are fetched once, with progress, and then found in the cache", async (t) => {
  const { options, folder, log, base } = await setUp(t, ranged);
  const seen: [string, number, number | undefined][] = [];
  const onProgress = (file: string, received: number, total: number | undefined) => {
    seen.push([file, received, total]);
  };
  assert.equal(await download("mnist", { ...options, onProgress }), folder);
  complete(folder);
  assert.deepEqual(seen.at(-1), [`${base}/two.gz`, 5000, 5000]);
  assert.ok(seen.every(([, received], k) => k === 0 || received > 0));
  await download("mnist", options);
  assert.deepEqual(log, names);
});

test("a connection that is cut is taken up where it broke, as often as needed", async (t) => {
  const { options, folder, log } = await setUp(t, cutAfter(2000));
  await download("mnist", options);
  complete(folder);
  assert.deepEqual(log.slice(0, 3), ["one.gz", "one.gz bytes=2000-", "one.gz bytes=4000-"]);
});

test("a later run goes on from the unfinished file of an earlier one", async (t) => {
  const { options, folder, log, first } = await setUp(t, ranged);
  mkdirSync(folder);
  writeFileSync(`${first}.part`, bytes.subarray(0, 1234));
  const totals: (number | undefined)[] = [];
  await download("mnist", {
    ...options,
    onProgress: (_file, _received, total) => totals.push(total),
  });
  complete(folder);
  assert.equal(log[0], "one.gz bytes=1234-");
  assert.equal(totals[0], 5000);
});

test("an unfinished file that is whole after all needs no request", async (t) => {
  const { options, folder, log, first } = await setUp(t, ranged);
  mkdirSync(folder);
  writeFileSync(`${first}.part`, bytes);
  await download("mnist", options);
  complete(folder);
  assert.deepEqual(log, ["two.gz"]);
});

test("a server that ignores ranges sends the whole file, which replaces the part", async (t) => {
  const { options, folder, log, first } = await setUp(t, whole);
  mkdirSync(folder);
  writeFileSync(`${first}.part`, bytes.subarray(0, 1234));
  await download("mnist", options);
  complete(folder);
  assert.equal(log[0], "one.gz bytes=1234-");
});

test("a part longer than the file is thrown away", async (t) => {
  const { options, folder, log, first } = await setUp(t, ranged);
  mkdirSync(folder);
  writeFileSync(`${first}.part`, Buffer.concat([bytes, bytes]));
  await download("mnist", options);
  complete(folder);
  assert.deepEqual(log.slice(0, 2), ["one.gz bytes=10000-", "one.gz"]);
});

test("a .gz file labelled as gzip-encoded stays packed", async (t) => {
  const packed = gzipSync(bytes);
  const { base, options, folder } = await setUp(
    t,
    (bytes, _request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "text/plain" });
      response.end(bytes);
    },
    { "one.gz": packed, "two.gz": packed },
  );
  const sums = names.map((name) => ({ name, md5: md5(packed) }));
  await download("mnist", { ...options, base, files: sums });
  assert.ok(readFileSync(join(folder, "two.gz")).equals(packed));
});

test("redirects are followed, but not for ever", async (t) => {
  const there = await setUp(t, ranged);
  const here = await serve(t, { "one.gz": bytes, "two.gz": bytes }, (_bytes, request, response) => {
    response.writeHead(302, { location: there.base + request.url }).end();
  });
  await download("mnist", { ...there.options, base: here.base });
  complete(there.folder);
  const circle = await setUp(t, (_bytes, request, response) => {
    response.writeHead(301, { location: request.url! }).end();
  });
  await assert.rejects(download("mnist", circle.options), userError("redirects", ...advice));
});

test("a wrong checksum: nothing is kept, and the next run starts afresh", async (t) => {
  const served = { "one.gz": Buffer.from(bytes).fill(9, 100, 110), "two.gz": bytes };
  const { options, folder, log, first } = await setUp(t, ranged, served);
  const fault = userError(first, `expected MD5 ${md5(bytes)}`, `found ${md5(served["one.gz"]!)}`);
  await assert.rejects(download("mnist", options), fault);
  assert.deepEqual(readdirSync(folder), []);
  served["one.gz"] = bytes;
  await download("mnist", options);
  complete(folder);
  assert.deepEqual(log, ["one.gz", "one.gz", "two.gz"]);
});

test("a cached file that was altered is removed and not used", async (t) => {
  const { options, folder, first } = await setUp(t, ranged);
  await download("mnist", options);
  writeFileSync(first, bytes.subarray(1));
  await assert.rejects(download("mnist", options), userError(first, "expected MD5", "removed"));
  assert.ok(!existsSync(first));
  await download("mnist", options);
  complete(folder);
});

test("HTTP errors, a refused connection and a silent server say how to go on", async (t) => {
  const missing = await setUp(t, ranged);
  const other = [
    { name: "one.gz", md5: "" },
    { name: "two.gz", md5: "" },
  ];
  const gone = download("mnist", {
    ...missing.options,
    base: `${missing.base}/nowhere/`,
    files: other,
  });
  await assert.rejects(gone, userError("/nowhere/one.gz: ", "HTTP status 404", ...advice));
  const broken = await setUp(t, (_bytes, _request, response) => response.writeHead(503).end());
  await assert.rejects(download("mnist", broken.options), userError("HTTP status 503", ...advice));
  const closed = await closedAddress();
  const refused = download("mnist", { ...broken.options, base: closed });
  await assert.rejects(refused, userError(`${closed}/one.gz: `, "ECONNREFUSED", ...advice));
  const silent = await setUp(t, () => {});
  const waited = download("mnist", { ...silent.options, patience: 50 });
  await assert.rejects(waited, userError("ETIMEDOUT", ...advice));
  const unknown = download("mnist", { ...broken.options, base: "https://no-such-host.invalid/" });
  await assert.rejects(unknown, userError("no-such-host.invalid/one.gz: ", ...advice));
});

test("a server that stalls half-way is given up, and the part kept", async (t) => {
  const { options, first } = await setUp(t, (bytes, request, response) => {
    if (request.headers.range !== undefined) return;
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, 1000));
  });
  await assert.rejects(download("mnist", { ...options, patience: 100 }), userError(...advice));
  assert.ok(readFileSync(`${first}.part`).equals(bytes.subarray(0, 1000)));
});

test("a cut connection to a server without ranges ends in an error, not in a loop", async (t) => {
  const { options, log } = await setUp(t, (bytes, _request, response) => {
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, 1000), () => response.destroy());
  });
  await assert.rejects(download("mnist", options), userError("ECONNRESET", ...advice));
  assert.deepEqual(log, ["one.gz", "one.gz bytes=1000-"]);
});

test("a cache that cannot be written is named", async (t) => {
  const { options, cache } = await setUp(t, ranged);
  const file = join(cache, "file");
  writeFileSync(file, "");
  await assert.rejects(download("mnist", { ...options, cache: file }), userError(file, "ENOTDIR"));
  if (process.getuid?.() === 0) return t.diagnostic("root may write everywhere");
  chmodSync(cache, 0o500);
  await assert.rejects(download("mnist", options), userError(cache, "EACCES", "XDG_CACHE_HOME"));
});

test("a symbolic link in the place of a part is not followed", async (t) => {
  const { options, folder, first, cache } = await setUp(t, ranged);
  mkdirSync(folder);
  const other = join(cache, "other");
  writeFileSync(other, "mine");
  symlinkSync(other, `${first}.part`);
  for (const name of [other, join(cache, "absent")]) {
    rmSync(`${first}.part`);
    symlinkSync(name, `${first}.part`);
    await assert.rejects(download("mnist", options), userError(first, "symbolic link"));
  }
  assert.equal(readFileSync(other, "utf8"), "mine");
  assert.ok(!existsSync(join(cache, "absent")));
});

test("a server that is overloaded for a while is asked again, after growing waits", async (t) => {
  const times: number[] = [];
  const { options, folder } = await setUp(t, (bytes, request, response) => {
    times.push(performance.now());
    if (times.length < 4) response.writeHead(503).end();
    else ranged(bytes, request, response);
  });
  await assert.rejects(download("mnist", { ...options, retries: 2, pause: 1 }), userError("503"));
  times.length = 0;
  await download("mnist", { ...options, retries: 3, pause: 20 });
  complete(folder);
  const waits = times.slice(1, 4).map((time, i) => time - times[i]!);
  assert.ok(
    waits.every((wait, i) => wait > 19 * 2 ** i),
    waits.join(),
  );
});

test("a file without end and a server that sends for ever are given up", async (t) => {
  const endless = await setUp(t, (_bytes, _request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(Buffer.alloc(1000)), 1);
    response.on("close", () => clearInterval(timer));
  });
  const large = download("mnist", { ...endless.options, most: 100_000 });
  await assert.rejects(large, userError("more than the 100000 bytes", ...advice));
  const long = download("mnist", { ...endless.options, time: 100 });
  await assert.rejects(long, userError("takes longer than it may", ...advice));
  const stated = await setUp(t, (_bytes, _request, response) => {
    response.writeHead(200, { "content-length": 1e12 }).write("a");
  });
  await assert.rejects(download("mnist", stated.options), userError("bytes that such a file"));
});

test("only https is spoken, and a redirect does not lead out of it", async (t) => {
  const { options } = await setUp(t, (_bytes, _request, response) => {
    response.writeHead(302, { location: "http://example.org/one.gz" }).end();
  });
  const fault = userError("without https, http://example.org", ...advice);
  await assert.rejects(download("mnist", options), fault);
  const base = "http://example.org/";
  await assert.rejects(download("mnist", { ...options, base }), fault);
  assert.ok(Object.values(remoteDatasets).every((set) => set.base.startsWith("https://")));
});

test("the official test images have the sum we check by", (t) => {
  const file = "../shared/data/mnist-20k/t10k-images-idx3-ubyte.gz";
  if (!existsSync(file)) return t.skip(`${file} is not there`);
  assert.equal(md5(readFileSync(file)), remoteDatasets.mnist.files[2]?.md5);
});

test("every public data set has four files with distinct sums", () => {
  const sums = Object.values(remoteDatasets).flatMap(({ files }) => files.map((file) => file.md5));
  assert.equal(new Set(sums).size, 12);
  assert.ok(sums.every((sum) => /^[0-9a-f]{32}$/.test(sum)));
});
