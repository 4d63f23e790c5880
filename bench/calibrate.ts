/**
 * `make calibrate`: experiments of known truth through the analysis, to docs/calibration.md and
 * src/criticality/calibrated.ts. With a shard it prints that part's trials, one a line of JSON.
 *
 *     node dist/bench/calibrate.js [--share 0.25] [--shard 0/2]
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { designName, designs } from "./calibration/designs.js";
import { families } from "./calibration/families.js";
import { calibratedModule, calibrationPage } from "./calibration/page.js";
import { runTrial, type Trial } from "./calibration/trial.js";

const { values } = parseArgs({
  options: { shard: { type: "string" }, share: { type: "string", default: "1" } },
});
const share = Number(values.share);

/** Every trial of the study, in an order that spreads slow ones over the shards. */
const plan = designs.flatMap(([design, trials]) =>
  Array.from({ length: Math.max(1, Math.round(trials * share)) }, (_, number) =>
    families.map((family) => ({ family, design, number })),
  ).flat(),
);

function runShard(part: number, parts: number): void {
  plan.forEach(({ family, design, number }, i) => {
    if (i % parts !== part) return;
    process.stdout.write(
      `${JSON.stringify(runTrial(family, design, designName(design), number))}\n`,
    );
  });
}

/** All shards at once; their trials in the order of the plan, whichever comes first. */
async function runAll(): Promise<Trial[]> {
  const parts = availableParallelism();
  let done = 0;
  const shards = Array.from({ length: parts }, async (_, part) => {
    const script = fileURLToPath(import.meta.url);
    const args = [script, "--shard", `${part}/${parts}`, "--share", String(share)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const found: Trial[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      found.push(JSON.parse(line) as Trial);
      if (++done % 100 === 0) console.error(`${done}/${plan.length} experiments`);
    }
    return found;
  });
  const trials = await Promise.all(shards);
  return plan.map((_, i) => trials[i % parts]![Math.floor(i / parts)]!);
}

if (values.shard) {
  const [part, parts] = values.shard.split("/").map(Number);
  runShard(part!, parts!);
} else {
  const start = process.hrtime.bigint();
  const trials = await runAll();
  const minutes = Number(process.hrtime.bigint() - start) / 60e9;
  writeFileSync("docs/calibration.md", calibrationPage(trials, minutes));
  writeFileSync("src/criticality/calibrated.ts", calibratedModule(trials));
  console.log(`docs/calibration.md: ${trials.length} experiments in ${Math.round(minutes)} min`);
}
