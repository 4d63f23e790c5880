/** Several trajectories at once: each is what it would be alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { glyphs } from "../../src/data/glyphs.js";
import type { Engine } from "../../src/engine/engine.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { TensorEngine } from "../../src/engine/tfjs/engine.js";
import { openBackend } from "../../src/engine/tfjs/open.js";
import { type LevelResult, trainDense, trainDenseMany } from "../../src/trajectory/level.js";
import {
  type LevelStore,
  runTrajectories,
  runTrajectory,
  type TrajectorySettings,
} from "../../src/trajectory/trajectory.js";
import { adam } from "../engine/sample.js";

const dataset = { train: glyphs(1, "train", 120), test: glyphs(1, "test", 60) };
const trainingOf = (seed: number) => ({ ...adam, batch: 32, epochs: 2, seed });
const layers = { hidden: [10, 8] };

/** Two criteria, two kinds of pruning, schedules of unlike length. */
const settings = (["magnitude", "random", "magnitude"] as const).map(
  (criterion, i): TrajectorySettings => ({
    criterion,
    pruning: i === 2 ? "one-shot" : "iterative",
    counts: [2000, 500, 100, 40, 10, 4].slice(0, i === 0 ? 3 : 6),
    untilDisconnected: i !== 2,
    training: trainingOf(i),
  }),
);

/** A store in memory; `calls` says what was asked of it. */
class Memory implements LevelStore {
  readonly levels = new Map<string, LevelResult>();
  readonly calls: string[] = [];

  load(...key: [number, number, number]): LevelResult | undefined {
    this.calls.push(`load ${key}`);
    return this.levels.get(`${key}`);
  }

  save(level: number, keep: number, parent: number, result: LevelResult): void {
    this.calls.push(`save ${[level, keep, parent]}`);
    this.levels.set(`${[level, keep, parent]}`, result);
  }
}

async function together(engine: Engine) {
  const jobs = settings.map(({ training }) => ({ layers, training }));
  const dense = await trainDenseMany(engine, dataset, jobs);
  const stores = settings.map(() => new Memory());
  const members = settings.map((own, i) => ({
    dense: dense[i]!,
    settings: own,
    store: stores[i]!,
  }));
  return { members, stores, rows: await runTrajectories(engine, dataset, members) };
}

async function alone(engine: Engine, own: TrajectorySettings) {
  const dense = await trainDense(engine, dataset, layers, own.training);
  const store = new Memory();
  return { store, rows: await runTrajectory(engine, dataset, dense, own, store) };
}

test("the sparse engine: the same numbers, levels and calls of the store", async () => {
  const engine = sparseEngine();
  const { stores, rows } = await together(engine);
  assert.ok(new Set(rows.map((own) => own.length)).size > 1, "all end at the same level");
  for (const [i, own] of settings.entries()) {
    const due = await alone(engine, own);
    assert.deepEqual(rows[i], due.rows);
    assert.deepEqual(stores[i]!.levels, due.store.levels);
    assert.deepEqual(stores[i]!.calls, due.store.calls);
  }
});

test("on the replica axis: the same masks, and numbers within its rounding", async () => {
  const cpu = await openBackend("cpu", () => undefined);
  const { rows } = await together(new TensorEngine({ ...cpu, replicas: 8, gathers: true }));
  const one = new TensorEngine(cpu);
  for (const [i, own] of settings.entries()) {
    const due = (await alone(one, own)).rows;
    assert.equal(rows[i]!.length, due.length);
    for (const [level, row] of due.entries()) {
      const found = rows[i]![level]!;
      assert.equal(found.effective_density, row.effective_density);
      assert.ok(Math.abs(found.loss - row.loss) < 1e-5, `${i}, level ${level}`);
    }
  }
});

test("members go on from the levels that each has", async () => {
  const engine = sparseEngine();
  const first = await together(engine);
  const [a, b] = first.stores;
  for (const key of [...a!.levels.keys()].slice(1)) a!.levels.delete(key);
  for (const key of [...b!.levels.keys()].slice(2)) b!.levels.delete(key);
  for (const store of first.stores) store.calls.length = 0;
  const seen: number[] = [];
  const rows = await runTrajectories(engine, dataset, first.members, (level) => seen.push(level));
  assert.deepEqual(rows, first.rows);
  assert.deepEqual(
    seen,
    seen.map((_, i) => i + 1),
  );
  const saved = first.stores.map(({ calls }) => calls.filter((c) => c.startsWith("save")).length);
  assert.deepEqual(saved, [rows[0]!.length - 2, rows[1]!.length - 3, 0]);
});
