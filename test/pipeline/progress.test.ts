/** How long a run still takes, where one process makes several targets. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { leftNow, progressOfRun, writeLeft } from "../../pipeline/progress-of-run.js";
import { scratchFolder } from "../support/folder.js";

const targets = ["a", "b", "c", "d"].map((name) => `dense/${name}/performance.arrow`);
const [a, b, c, d] = targets as [string, string, string, string];

/** A run of four equal targets, of which c and d are left. */
const remaining = new Set([c, d]);

function run(folder: string, events: readonly object[]): void {
  const plan = targets.map((target) => ({
    ...{ stage: "train", target, seconds: 5 },
    ...{ settingsPath: "settings", inputs: [], outputs: {} },
  }));
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
  log(folder, events);
}

function log(folder: string, events: readonly object[]): void {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  writeFileSync(join(folder, "log.jsonl"), lines, { flag: "a" });
}

const event = (kind: string, target: string, time: number, together?: number) => ({
  ...{ stage: "train", target, event: kind, pid: process.pid, time, together },
});

test("targets made together share the time of their process", (t) => {
  const folder = scratchFolder(t);
  run(folder, [
    ...[a, b].map((target) => event("begin", target, 0, 2)),
    ...[a, b].map((target) => event("end", target, 10_000, 2)),
  ]);
  const idle = progressOfRun(folder, remaining, 10_000);
  assert.deepEqual([...idle.done], [a, b]);
  assert.equal(idle.secondsLeft, 10);
});

test("a group that runs is one worker, and its time counts once", (t) => {
  const folder = scratchFolder(t);
  run(folder, [
    ...[a, b].map((target) => event("begin", target, 0, 2)),
    ...[a, b].map((target) => event("end", target, 10_000, 2)),
    ...[c, d].map((target) => event("begin", target, 10_000, 2)),
  ]);
  const busy = progressOfRun(folder, remaining, 14_000);
  assert.equal(busy.running.length, 2);
  assert.equal(busy.secondsLeft, 6);
});

test("targets made one by one count as they did", (t) => {
  const folder = scratchFolder(t);
  run(folder, [
    ...[event("begin", a, 0), event("end", a, 5000), event("begin", b, 5000)],
    ...[event("end", b, 10_000), event("begin", c, 10_000)],
  ]);
  assert.equal(progressOfRun(folder, remaining, 12_000).secondsLeft, 8);
});

test("before anything is done, the plan's own figures count", (t) => {
  const folder = scratchFolder(t);
  run(folder, []);
  assert.equal(progressOfRun(folder, remaining, 0).secondsLeft, 10);
});

test("a stage that has not run yet is as much slower than planned as the others", (t) => {
  const folder = scratchFolder(t);
  run(folder, [event("begin", a, 0), event("end", a, 15_000)]);
  const plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as object[];
  const more = { settingsPath: "settings", inputs: [], outputs: {} };
  const later = { stage: "graph", target: "graph.arrow", ...more, seconds: 8 };
  writeFileSync(join(folder, "plan.json"), JSON.stringify([...plan, later]));
  // c and d take three times the planned time, as a did; of graph one knows (5 + 15) / (5 + 5).
  const left = new Set([...remaining, later.target]);
  assert.equal(progressOfRun(folder, left, 15_000).secondsLeft, 2 * 15 + 2 * 8);
});

test("several workers share what is left, but nothing ends before its longest target", (t) => {
  const folder = scratchFolder(t);
  const begun = [event("begin", a, 0), event("end", a, 5000), event("begin", b, 5000)];
  run(folder, [...begun, event("end", b, 10_000), event("begin", c, 10_000)]);
  assert.equal(progressOfRun(folder, remaining, 11_000, 1).secondsLeft, 4 + 5);
  assert.equal(progressOfRun(folder, remaining, 13_000, 1).secondsLeft, 2 + 5);
  assert.equal(progressOfRun(folder, remaining, 10_000, 2).secondsLeft, (5 + 5) / 2);
  assert.equal(progressOfRun(folder, remaining, 13_000, 2).secondsLeft, 5);
});

test("what the plan left is counted down by the log, whatever the clock says", (t) => {
  const folder = scratchFolder(t);
  run(folder, [event("end", c, 9e12)]);
  writeLeft(folder, remaining);
  assert.deepEqual(leftNow(folder), remaining);
  log(folder, [event("begin", c, 5), event("end", c, 6)]);
  assert.deepEqual([...leftNow(folder)], [d]);
  log(folder, [event("fits", d, 7)]);
  assert.equal(leftNow(folder).size, 0);
});
