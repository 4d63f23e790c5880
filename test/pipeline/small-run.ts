/** Two cells of a small run, down to their null models, by the stages themselves. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/command.js";
import { madeOnce } from "../support/shared.js";

/** The command line that draws and trains the null models of levels 1 and 3 of one cell. */
export function nullModelCall(folder: string, seed: number, more: readonly string[]): string[] {
  const at = (...names: string[]) => join(folder, ...names);
  return [
    "null-model",
    ...["network", "units", "performance"].map((name) => at(`dense${seed}`, `${name}.arrow`)),
    at("dataset.arrow"),
    ...[1, 2, 3].map((l) => at(`cell${seed}`, `00${l}`, "network.arrow")),
    ...["--seed", String(seed), "--epochs", "2", "--densities", "0.4,0.1", ...more],
  ];
}

/**
 * Writes dataset.arrow, and for seeds 0 and 1 denseN/, cellN/ (levels of density 0.4, 0.2, 0.1),
 * performanceN.arrow, nullN.arrow and nullsN/.
 */
export function smallRun(folder: string): void {
  madeOnce("small-run", folder, makeRun);
}

function makeRun(folder: string): void {
  const at = (...names: string[]) => join(folder, ...names);
  run("data", "--out", at("dataset.arrow"), "--train", "200", "--test", "100");
  for (const seed of [0, 1]) {
    const dense = (name: string) => at(`dense${seed}`, `${name}.arrow`);
    mkdirSync(at(`dense${seed}`));
    run(
      ...["train", at("dataset.arrow"), "--out", dense("network"), "--units", dense("units")],
      ...["--performance", dense("performance"), "--hidden", "12,8", "--seed", String(seed)],
      ...["--epochs", "4", "--batch", "16"],
    );
    run(
      ...["trajectory", dense("network"), dense("units"), dense("performance")],
      ...[at("dataset.arrow"), "--out", at(`performance${seed}.arrow`)],
      ...["--levels", at(`cell${seed}`), "--densities", "0.4,0.2,0.1", "--seed", String(seed)],
    );
    run(
      ...nullModelCall(folder, seed, [
        ...["--out", at(`null${seed}.arrow`), "--networks", at(`nulls${seed}`)],
      ]),
    );
  }
}
