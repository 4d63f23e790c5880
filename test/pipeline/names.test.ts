/** Names of files are text: no shell and no make reads them, and none leads out of the runs' folder. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { packageRoot } from "../../src/package.js";
import { smallFiles } from "../data/files.js";
import { scratchFolder } from "../support/folder.js";
import { environment, startedStages } from "../support/run.js";

/** Each would leave a file "ran" if something in it were run, or be no name for a folder of runs. */
const hostile = [
  "w;touch ran;",
  "`touch ran`",
  "$(touch ran)",
  "$(shell touch ran)",
  "$$(touch ran)",
  `\${shell touch ran}`,
  "'; touch ran; '",
  '"; touch ran; "',
  "a|touch ran",
  "a&&touch ran",
  "a > ran",
  "a\\",
  "a b",
  "#a",
  "a:b",
  "a%b",
  "a=b",
  "*",
  "~",
  "-a",
  "--runs",
  "é",
  "",
  ".",
  "..",
  "...",
  ".hidden",
];

/** Calls make as a user does, in the package's folder, where a command would leave its file. */
function callMake(target: string, variables: Record<string, string>) {
  const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const { PCRIT: _own, ...env } = environment;
  const made = spawnSync("make", [target, ...words], { cwd: packageRoot, env, encoding: "utf8" });
  assert.ok(!existsSync(join(packageRoot, "ran")), `${words} ran a command`);
  return { code: made.status, out: made.stdout, err: made.stderr };
}

/** What stands beside the runs, and a run that is not meant. */
function neighbours(t: TestContext) {
  const folder = scratchFolder(t);
  const runs = join(folder, "runs");
  mkdirSync(join(runs, "other"), { recursive: true });
  return { folder, runs, before: readdirSync(folder, { recursive: true }) };
}

test("an experiment's file that names no folder is refused in one line", (t) => {
  const { folder, runs, before } = neighbours(t);
  const files = join(folder, "files");
  mkdirSync(files);
  for (const name of hostile) {
    const path = join(files, `${name}.json`);
    writeFileSync(path, "{}");
    const { code, out, err } = callMake("clean", { EXPERIMENT: path, RUNS: runs });
    assert.equal(code, 2, `${name}: ${out}${err}`);
    const lines = err
      .split("\n")
      .filter((line) => line !== "" && !/^make(\[\d+\])?: \*\*\*/.test(line));
    assert.equal(lines.length, 1, err);
    assert.match(err, /expected name of letters, digits and \. _ -/);
    assert.deepEqual(readdirSync(runs), ["other"]);
  }
  const after = readdirSync(folder, { recursive: true });
  assert.deepEqual(
    after.filter((path) => !String(path).startsWith("files")),
    before,
  );
});

test("any file with a name in it, in any folder, is planned and removed, and nothing else", (t) => {
  const { folder } = neighbours(t);
  for (const name of hostile.slice(0, 12)) {
    const runs = join(folder, `runs ${name}`);
    const path = join(folder, `${name}.json`);
    writeFileSync(path, '{ "name": "fine", "seeds": 1, "widths": [1] }');
    const names = { EXPERIMENT: path, RUNS: runs, DATA: `data ${name}` };
    const { code, out, err } = callMake("status", names);
    assert.equal(code, 0, `${name}: ${err}`);
    assert.match(out, /0 done, 0 running, \d+ left/);
    assert.ok(existsSync(join(runs, "fine/plan.mk")));
    mkdirSync(join(runs, "other"));
    assert.equal(callMake("clean", names).code, 0);
    assert.deepEqual(readdirSync(runs), ["other"]);
  }
});

test("names of more than a line are refused", (t) => {
  const { folder, runs } = neighbours(t);
  const path = join(folder, "x.json");
  writeFileSync(path, '{ "name": "fine" }');
  for (const variables of [{ RUNS: `${runs}\ntouch ran` }, { RUNS: runs, DATA: "a\ntouch ran" }]) {
    const { code, err } = callMake("status", { EXPERIMENT: path, ...variables });
    assert.equal(code, 2);
    assert.match(err, /expected a folder whose name is one line of text/);
  }
  assert.deepEqual(readdirSync(runs), ["other"]);
});

test("a whole run in a folder, and from a folder, of the worst name", (t) => {
  const { folder } = neighbours(t);
  const worst = 'it\'s "a" $(touch ran) `touch ran`; #1:100%=~* \\';
  const data = join(folder, `data ${worst}`);
  mkdirSync(data);
  for (const [name, bytes] of Object.entries(smallFiles())) writeFileSync(join(data, name), bytes);
  const path = join(folder, `${worst}.json`);
  writeFileSync(path, JSON.stringify(experiment));
  const names = { EXPERIMENT: path, RUNS: join(folder, `runs ${worst}`), DATA: data };
  const made = callMake("run", names);
  assert.equal(made.code, 0, made.err);
  assert.ok(existsSync(join(names.RUNS, "fine/report/index.html")));
  assert.match(callMake("run", names).out, /Nothing to be done/);
  const stages = () => startedStages(join(names.RUNS, "fine")).length;
  const before = stages();
  writeFileSync(join(data, "another-idx1-ubyte"), "");
  assert.equal(callMake("run", names).code, 0);
  assert.equal(stages(), before + 1, "other files are read again; the same images, no more work");
});

const experiment = {
  name: "fine",
  dataset: { name: "mine", train: 3, test: 2 },
  architectures: [{ name: "fc3", hidden: [8] }],
  widths: [1],
  seeds: 1,
  training: { epochs: 1, batch: 2 },
  schedule: { ratio: 0.3, until: "disconnected" },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 1 },
  communities: { runs: 1 },
  analysis: { repetitions: 10, permutations: 10 },
};
