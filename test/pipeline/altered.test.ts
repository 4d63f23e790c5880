/**
 * Stages on artefacts that are sealed and wrong: each works or ends with the user's mistake in one line,
 * soon. Whose numbers nobody would believe is not the question here; that no stage hangs or falls is.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { before, test } from "node:test";
import { parseCall } from "../../pipeline/options.js";
import { readPlan } from "../../pipeline/planned-targets.js";
import { stages } from "../../pipeline/stages.js";
import { Work } from "../../pipeline/work.js";
import { LearnedHashes } from "../../src/chain/file-hashes.js";
import { UserError } from "../../src/error.js";
import type { PlannedTarget } from "../../src/experiment/plan-files.js";
import { Random } from "../../src/random.js";
import { altered } from "../support/alter.js";
import { scratchFolder } from "../support/folder.js";
import { make, plan } from "../support/run.js";

const experiment = {
  name: "altered",
  dataset: { train: 100, test: 40 },
  architectures: [
    { name: "fc3", hidden: [8, 6] },
    { name: "cnn", hidden: [6], convolutions: [{ channels: 2, stride: 4 }] },
  ],
  widths: [1],
  criteria: ["magnitude"],
  seeds: 2,
  training: { epochs: 2, batch: 32 },
  schedule: { ratio: 0.2, until: "disconnected" },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 1 },
  structure: { samples: 10, nulls: 1 },
  nullModels: { densities: [0.2], epochs: 1, fineTuningEpochs: 1 },
  robustness: { draws: 1, images: 20, shares: [0, 0.5], amplitudes: [0, 0.5] },
  analysis: { repetitions: 20, permutations: 20 },
};

let folder: string;
let targets: readonly PlannedTarget[];

before((t) => {
  folder = plan(scratchFolder(t as Parameters<typeof scratchFolder>[0]), experiment);
  targets = readPlan(folder);
  // The page is nobody's input.
  const read = targets.filter(({ stage }) => stage !== "report");
  make(folder, "-j2", ...read.map(({ target }) => target));
});

/** The command line of a target with one input altered, its outputs somewhere else. */
function alteredCall(target: PlannedTarget, elsewhere: string, random: Random): string[] {
  const work = new Work(folder, target, new LearnedHashes());
  const argv = [...work.inputs(), ...work.options([])];
  const outputs = new Set(
    Object.entries(target.outputs).map(([name, path]) => `--${name}=${join(folder, path)}`),
  );
  const inputs = argv.filter((word) => word.endsWith(".arrow") && !outputs.has(word));
  const hit = inputs[random.integer(inputs.length)]!;
  const path = hit.replace(/^--[a-z-]+=/, "");
  const changed = join(elsewhere, path.slice(folder.length));
  mkdirSync(dirname(changed), { recursive: true });
  writeFileSync(changed, altered(path, random));
  return argv.map((word) => {
    if (word === hit) return hit.replace(path, changed);
    return outputs.has(word)
      ? word.replace(/=.*/, `=${join(elsewhere, "out", basename(word))}`)
      : word;
  });
}

const often = { report: 3, criticality: 12, structure: 12, "null-model": 12 } as const;
const tried = ["train", "trajectory", "graph", "percolation", "degree", "community", "structure"];
tried.push("portrait", "null-model", "robustness", "topology", "criticality", "correlate");
tried.push("equivalence", "robustness-summary", "report");

for (const name of tried)
  test(`${name}: sealed input that is wrong`, async (t) => {
    const elsewhere = scratchFolder(t);
    const own = targets.filter(({ stage }) => stage === name);
    const stage = await stages[name]!.load();
    const times = often[name as keyof typeof often] ?? 25;
    let refused = 0;
    for (let i = 0; i < times; i++) {
      const random = new Random(i, name);
      const argv = alteredCall(own[random.integer(own.length)]!, elsewhere, random);
      const start = process.cpuUsage();
      try {
        await stage.run(parseCall(stage, argv, () => {}));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        assert.match(error.message, /^[^\n]{1,600}$/);
        refused++;
      }
      const { user } = process.cpuUsage(start);
      assert.ok(user < 20e6, `${argv.join(" ")}: ${user / 1e6} s`);
    }
    t.diagnostic(`${refused} of ${times} refused`);
  });
