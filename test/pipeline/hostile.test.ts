/**
 * Hostile inputs through the real command: one line and exit code 2 (or it works), below 5 s of
 * processor time and 500 MB. The many damaged bytes are tried beside the readers, in one process.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { packageRoot } from "../../src/package.js";
import { run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { flips } from "../support/hostile.js";

const usage = fileURLToPath(new URL("../support/usage.js", import.meta.url));

/** A data set and a network trained on it. */
let made: string;
const at = (name: string) => join(made, name);

before((t) => {
  made = scratchFolder(t as TestContext);
  run("data", "--train", "60", "--test", "20", "--out", at("d.arrow"));
  const train = ["train", at("d.arrow"), "--hidden", "8", "--epochs", "1"];
  run(...train, "--out", at("n.arrow"), "--units", at("u.arrow"));
});

interface Ended {
  readonly code: number | null;
  readonly err: string;
  readonly seconds: number;
  readonly megabytes: number;
}

let calls = 0;

/** Runs the command line in `made`; `script` is another copy of it. */
async function command(
  args: readonly string[],
  { flags = [], script = `${packageRoot}dist/bin/pcrit.js` }: Partial<Started> = {},
): Promise<Ended> {
  const report = at(`usage${calls++}.json`);
  const node = ["--max-old-space-size=300", "--import", usage, ...flags, script, ...args];
  const child = spawn(process.execPath, node, {
    cwd: made,
    env: { ...process.env, USAGE: report },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  assert.ok(existsSync(report), `${args.join(" ").slice(0, 200)}: killed\n${err.slice(0, 500)}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(report, "utf8"));
  return { code, err, seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
}

interface Started {
  readonly flags: readonly string[];
  readonly script: string;
}

/** It must be refused as the pattern says; without one it may work. */
async function bounded(args: readonly string[], pattern?: RegExp, started: Partial<Started> = {}) {
  const { code, err, seconds, megabytes } = await command(args, started);
  const what = `${args.join(" ").slice(0, 100)}: ${code}, ${err.slice(0, 700)}`;
  assert.ok(seconds < 5, `${seconds} s: ${what}`);
  assert.ok(megabytes < 500, `${megabytes} MB: ${what}`);
  if (code === 0 && !pattern) return;
  assert.equal(code, 2, what);
  const lines = err
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("Warning: disabling"));
  assert.equal(lines.length, 1, what);
  assert.ok(lines[0]!.length < 650, what);
  if (pattern) assert.match(lines[0]!, pattern);
}

/** All of them, two at a time. */
async function all(cases: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...cases];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  };
  await Promise.all([worker(), worker()]);
}

const out = ["--out", "out/x"];
const prune = (...more: string[]) => ["prune", ...more, ...out];
const train = (...more: string[]) => [
  "train",
  "d.arrow",
  "--epochs",
  "0",
  ...more,
  ...out,
  "--units",
  "out/u",
];
const long = "a".repeat(300);
const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

test("numbers that are none, too large, or written as no other program writes them", async () => {
  const cases: [string[], RegExp][] = [
    [prune("n.arrow", "--density=0x1"), /--density to be a number, .* found 0x1$/],
    [prune("n.arrow", "--density=.5"), /found \.5$/],
    [prune("n.arrow", "--density=1e400"), /found 1e400$/],
    [prune("n.arrow", "--density=NaN"), /found NaN$/],
    [prune("n.arrow", "--weights=9007199254740993"), /at most 4294967295, found 9007199254740993$/],
    [train("--seed", "-1"), /--seed to be an integer, at least 0, .* found -1$/],
    [train("--hidden=1.5"), /--hidden to be integers .* found 1\.5$/],
    [train("--hidden=1000000000000000"), /at most 1000000, found 1000000000000000$/],
    [train("--hidden=999000"), /at most 100000000 weights, found 793206000 /],
    [train(`--hidden=${new Array(300).fill(1).join()}`), /at most 254 hidden layers, found 300$/],
    [train("--convolutions", deep), /--convolutions: expected JSON nested at most 64 levels/],
    [
      ["null-model", "n.arrow", "u.arrow", "p", "d.arrow", "l", "--densities=.5,.6", ...out],
      /found \.5,\.6$|found \.5$/,
    ],
    [["data", "--train=1e15", ...out], /at most 2000000, found 1e15$/],
  ];
  await all(
    cases.map(
      ([args, pattern]) =>
        () =>
          bounded(args, pattern),
    ),
  );
});

test("names of files that are empty, too long, devices, or drive the terminal", async () => {
  const cases: [string[], RegExp][] = [
    [
      ["prune", "n.arrow", "--density", "0.5", "--out="],
      /expected the names of files, found an empty one/,
    ],
    [prune("", "--density=0.5"), /expected the names of files, found an empty one/],
    [prune(long, "--density=0.5"), /a{300}: the name is too long$/],
    [["prune", "n.arrow", "--density", "0.5", "--out", long], /a{300}: the name is too long$/],
    [prune("/dev/zero", "--density=0.5"), /\/dev\/zero: expected a file, found a device$/],
    [
      prune("no\u001b[31m\n\u202e.arrow", "--density=0.5"),
      /^no\\u001b\[31m\\n\\u202e\.arrow: no such file$/,
    ],
    [["prüne\u202e"], /^pcrit: "prüne\\u202e" is not a stage/],
    [["prune", "n.arrow", "--density", "0.5", "--out", "n.arrow/x"], /expected a folder above it/],
  ];
  await all(
    cases.map(
      ([args, pattern]) =>
        () =>
          bounded(args, pattern),
    ),
  );
});

test("JSON that is nested without end, or nothing that was expected", async () => {
  const files = { "deep.json": deep, "null.json": "null", "list.json": "[]", "none.json": "" };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
  await all(
    Object.keys(files).flatMap((name) => [
      () => bounded(["plan", name], new RegExp(`^${name}: `)),
      () => bounded(prune("n.arrow", "--settings", name), new RegExp(`^${name}: `)),
    ]),
  );
});

test("a run whose plan and log hold what nobody wrote", async () => {
  const folder = at("run");
  mkdirSync(folder);
  writeFileSync(join(folder, "experiment.json"), '{"name":"run"}');
  const planned = {
    target: "d",
    stage: "data",
    settingsPath: "s",
    inputs: [],
    outputs: {},
    seconds: 1,
  };
  const plan = (text: string) => writeFileSync(join(folder, "plan.json"), text);
  const lines = ["null", "5", "[]", "{}", '{"target":null}', deep, '"', '{"stage":"data"}'];
  writeFileSync(join(folder, "log.jsonl"), lines.join("\n"));
  const { code, err } = await command(["status", "run"]);
  assert.equal(code, 0, err);
  for (const text of ["", "null", "{}", "[null]", '[{"stage":"data"}]', "no json", deep]) {
    plan(text);
    await bounded(["step", "run", "d"], /not a target of this run's plan; .* plans it again$/);
  }
  const damages = [
    { inputs: [1] },
    { outputs: null },
    { makers: [] },
    { seed: "x" },
    { seconds: "" },
  ];
  for (const damage of damages) {
    plan(`[\n${JSON.stringify({ ...planned, ...damage })}\n]`);
    await bounded(["step", "run", "d"], /plan\.json is damaged; .* writes it again$/);
  }
  for (const line of ['{"target":"d",', `{"target":"d",${deep}`]) {
    plan(line);
    await bounded(["step", "run", "d"], /plan\.json is damaged; .* writes it again$/);
  }
});

test("Arrow files with bits turned over, ours and another program's", async () => {
  const foreign = tableToIPC(
    tableFromArrays({ layer: [0, 0], source: [0, 1], target: [0, 1], weight: [1, 0.5] }),
    { format: "file" },
  )!;
  const damaged = [...flips(foreign, 6, 12), ...flips(readFileSync(at("n.arrow")), 7, 4)];
  await all(
    damaged.map((bytes, i) => () => {
      writeFileSync(at(`f${i}.arrow`), bytes);
      return bounded(
        ["graph", `f${i}.arrow`, "--out", `out/g${i}`],
        i < 12 ? undefined : /damaged/,
      );
    }),
  );
});

test("a gzip of zeros and a CSV without an end of line", async () => {
  mkdirSync(at("idx"));
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2]);
  const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(200 << 20)]));
  for (const name of ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte"])
    writeFileSync(at(`idx/${name}.gz`), bomb);
  for (const name of ["train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"])
    writeFileSync(at(`idx/${name}`), Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 0]));
  writeFileSync(at("o.csv"), "size,control,value,seed,".repeat(400_000));
  await all([
    () =>
      bounded(
        ["data", "--name=mine", "--folder=idx", "--train=1", "--test=1", ...out],
        /found more/,
      ),
    () => bounded(["criticality", "o.csv", ...out], /o\.csv: expected observations, found no row/),
  ]);
});

test("kernels that are missing, empty or damaged; a Node without WebAssembly; little memory", async () => {
  const copy = at("copy");
  mkdirSync(join(copy, "dist"), { recursive: true });
  for (const name of ["package.json", "schemas", "dist/bin"])
    cpSync(packageRoot + name, join(copy, name), { recursive: true });
  symlinkSync(`${packageRoot}node_modules`, join(copy, "node_modules"));
  const script = join(copy, "dist/bin/pcrit.js");
  const kernels = join(copy, "dist/kernels.wasm");
  const one = ["train", "d.arrow", "--epochs", "1", ...out, "--units", "out/u"];
  await bounded(one, /kernels\.wasm: no such file/, { script });
  const whole = readFileSync(`${packageRoot}dist/kernels.wasm`);
  for (const bytes of [Buffer.alloc(0), whole.subarray(0, 500), Buffer.alloc(100, 7)]) {
    writeFileSync(kernels, bytes);
    await bounded(one, /kernels\.wasm: expected the kernels of pcrit, .*make build/, { script });
  }
  await bounded(one, /expected a Node with WebAssembly/, { flags: ["--jitless"] });
});

test("nothing was left by what was refused", () => {
  const left = existsSync(at("out")) ? readdirSync(at("out")) : [];
  assert.deepEqual(
    left.filter((name) => !/^g\d+$/.test(name)),
    [],
  );
});
