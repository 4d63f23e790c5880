/**
 * The most memory that a process takes to train a fully connected network of ten million weights, by the
 * stage itself, with its files: `node dist/bench/memory.js`. Fails above LIMIT.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { data } from "../pipeline/data.js";
import { runStage } from "../pipeline/run-stage.js";
import { train } from "../pipeline/train.js";
import { readNetwork } from "../src/tables/network.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";
import { processorTime } from "./timing.js";

/** Megabytes. */
const LIMIT = 1500;
const HIDDEN = [3200, 2400];
const COUNT = 1000;

const folder = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
try {
  const at = (name: string) => join(folder, `${name}.arrow`);
  const counts = ["--train", String(COUNT), "--test", String(COUNT)];
  await runStage(data, [...counts, "--out", at("dataset")]);
  const call = [at("dataset"), "--hidden", HIDDEN.join(","), "--epochs", "1"];
  const files = [
    "--out",
    at("network"),
    "--units",
    at("units"),
    "--performance",
    at("performance"),
  ];
  const { milliseconds } = await processorTime(() => runStage(train, [...call, ...files]));
  const megabytes = process.resourceUsage().maxRSS / 1024; // before anything is read back
  const { units } = readNetwork(at("network"), at("units")).network;
  const weights = units.slice(1).reduce((sum, n, l) => sum + n * units[l]!, 0);
  table(
    `pcrit train, ${units.join("-")}, one epoch over ${COUNT} glyphs; ${machine}`,
    ["weights", "processor time, s", "peak memory, MB"],
    [[weights, (milliseconds / 1000).toFixed(1), Math.round(megabytes)]],
  );
  if (megabytes > LIMIT) {
    console.error(`expected at most ${LIMIT} MB`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
