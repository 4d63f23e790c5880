/** How long a run still takes, where one process makes several targets. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { countDown, countNow, startCountdown } from "../../pipeline/countdown.js";
import { progressOfRun } from "../../pipeline/progress-of-run.js";
import type { Target } from "../../src/experiment/target.js";
import { scratchFolder } from "../support/folder.js";

const targets = ["a", "b", "c", "d"].map((name) => `dense/${name}/performance.arrow`);
const [a, b, c, d] = targets as [string, string, string, string];

/** A run of four equal targets, of which c and d are left. */
const remaining = new Set([c, d]);

const planned = targets.map((target) => ({ stage: "train", target, seconds: 5 }));

function run(folder: string, events: readonly object[]): void {
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
  const idle = progressOfRun(folder, planned, remaining, 10_000);
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
  const busy = progressOfRun(folder, planned, remaining, 14_000);
  assert.equal(busy.running.length, 2);
  assert.equal(busy.secondsLeft, 6);
});

test("targets made one by one count as they did", (t) => {
  const folder = scratchFolder(t);
  run(folder, [
    ...[event("begin", a, 0), event("end", a, 5000), event("begin", b, 5000)],
    ...[event("end", b, 10_000), event("begin", c, 10_000)],
  ]);
  assert.equal(progressOfRun(folder, planned, remaining, 12_000).secondsLeft, 8);
});

test("before anything is done, the plan's own figures count", (t) => {
  const folder = scratchFolder(t);
  run(folder, []);
  assert.equal(progressOfRun(folder, planned, remaining, 0).secondsLeft, 10);
});

test("a stage that has not run yet is as much slower than planned as the others", (t) => {
  const folder = scratchFolder(t);
  run(folder, [event("begin", a, 0), event("end", a, 15_000)]);
  const later = { stage: "graph", target: "graph.arrow", seconds: 8 };
  // c and d take three times the planned time, as a did; of graph one knows (5 + 15) / (5 + 5).
  const left = new Set([...remaining, later.target]);
  assert.equal(
    progressOfRun(folder, [...planned, later], left, 15_000).secondsLeft,
    2 * 15 + 2 * 8,
  );
});

test("what turned out to fit does not run, and lines that are cut short are passed over", (t) => {
  const folder = scratchFolder(t);
  run(folder, [event("begin", a, 0), event("end", a, 5000), event("begin", b, 5000)]);
  writeFileSync(join(folder, "log.jsonl"), '{"stage":"train","tar\n\n[1]\n', { flag: "a" });
  run(folder, [event("fits", b, 6000), event("begin", c, 6000)]);
  writeFileSync(join(folder, "log.jsonl"), '{"stage":"train","target"', { flag: "a" });
  const { running } = progressOfRun(folder, planned, remaining, 7000);
  assert.deepEqual(
    running.map(({ target }) => target),
    [c],
  );
});

test("several workers share what is left, but nothing ends before its longest target", (t) => {
  const folder = scratchFolder(t);
  const begun = [event("begin", a, 0), event("end", a, 5000), event("begin", b, 5000)];
  run(folder, [...begun, event("end", b, 10_000), event("begin", c, 10_000)]);
  assert.equal(progressOfRun(folder, planned, remaining, 11_000, 1).secondsLeft, 4 + 5);
  assert.equal(progressOfRun(folder, planned, remaining, 13_000, 1).secondsLeft, 2 + 5);
  assert.equal(progressOfRun(folder, planned, remaining, 10_000, 2).secondsLeft, (5 + 5) / 2);
  assert.equal(progressOfRun(folder, planned, remaining, 13_000, 2).secondsLeft, 5);
});

test("what the plan left is counted down, and times what it takes", (t) => {
  const folder = scratchFolder(t);
  startCountdown(folder, planned as unknown as Target[], remaining);
  assert.deepEqual(countNow(folder, 1), { all: 4, done: 2, secondsLeft: 10 });
  countDown(folder, 5, 15);
  // 5 + 15 seconds for 5 + 5 expected.
  assert.deepEqual(countNow(folder, 1), { all: 4, done: 3, secondsLeft: 10 });
  assert.equal(countNow(folder, 2).secondsLeft, 5);
  countDown(folder, 5);
  assert.deepEqual(countNow(folder, 1), { all: 4, done: 4, secondsLeft: 0 });
  countDown(folder, 5, 1);
  assert.equal(countNow(folder, 1).done, 4, "made twice");
  startCountdown(folder, planned as unknown as Target[], new Set([d]));
  assert.equal(countNow(folder, 1).done, 3);
});

test("a countdown that is damaged or missing counts nothing", (t) => {
  const folder = scratchFolder(t);
  assert.deepEqual(countNow(folder, 1), { all: 0, done: 0, secondsLeft: 0 });
  startCountdown(folder, planned as unknown as Target[], remaining);
  appendFileSync(join(folder, "counted"), "xyz");
  assert.equal(countNow(folder, 1).done, 2);
  for (const text of ["", "null", "[]", '{"all":"x"}']) {
    writeFileSync(join(folder, "left.json"), text);
    assert.equal(countNow(folder, 1).all, 0);
  }
});
