/**
 * The most memory that a process takes for a fully connected network of ten million weights, stage by stage, with its
 * files: `node dist/bench/memory.js [hidden units, default 3200,2400]`. Fails above LIMIT.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pcrit } from "./command.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";

/** Megabytes. */
const LIMIT = 1500;
const COUNT = 1000;
const [, , hidden = "3200,2400"] = process.argv;
const units = [784, ...hidden.split(",").map(Number), 10];
const weights = units.slice(1).reduce((sum, n, l) => sum + n * units[l]!, 0);

const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
try {
  const at = (name: string) => join(folder, name);
  const dense = ["network.arrow", "units.arrow", "performance.arrow"].map(at);
  const dataset = at("dataset.arrow");
  const level = ["001/network.arrow", "001/units.arrow"].map((name) => at(`levels/${name}`));
  const named = ["--out", dense[0]!, "--units", dense[1]!, "--performance", dense[2]!];
  const once = ["--densities", "0.5", "--epochs", "1"];
  const inherited = ["--densities", "0.5", "--epochs", "0", "--fine-tuning-epochs", "1"];
  const some = [
    "--perturbations",
    "random-edges,random-units",
    "--shares",
    "0,0.5",
    "--draws",
    "1",
  ];
  const out = (name: string) => ["--out", at(name)];
  const calls: readonly (readonly [stage: string, ...words: string[]])[] = [
    ["train", dataset, "--hidden", hidden, "--epochs", "1", ...named],
    ["prune", dense[0]!, "--density", "0.5", ...out("pruned.arrow")],
    ["trajectory", ...dense, dataset, ...once, "--levels", at("levels"), ...out("levels.arrow")],
    ["null-model", ...dense, dataset, level[0]!, ...inherited, ...out("null-model.arrow")],
    ["robustness", dense[0]!, dense[1]!, dataset, ...level, ...some, ...out("robustness.arrow")],
    ["export", dense[0]!, dense[1]!, ...out("network.safetensors")],
    ["import", at("network.safetensors"), "--units", at("own-units.arrow"), ...out("own.arrow")],
    ["graph", dense[0]!, "--nodes", at("nodes.arrow"), ...out("graph.arrow")],
  ];
  pcrit("data", "--train", String(COUNT), "--test", String(COUNT), "--out", dataset);
  const costs = calls.map(([stage, ...words]) => [stage, ...pcrit(stage, ...words)] as const);
  table(
    `${units.join("-")}, ${weights} weights; of training one epoch over ${COUNT} glyphs; ${machine}`,
    ["stage", "processor time, s", "peak memory, MB"],
    costs.map((cost) => [...cost]),
  );
  if (costs.some(([, , megabytes]) => megabytes > LIMIT)) {
    console.error(`expected at most ${LIMIT} MB`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
