import { spawnSync } from "node:child_process";
import { packageRoot } from "../src/package.js";

/** Processor time in seconds and peak memory in megabytes of a command of pcrit. */
export function pcrit(...argv: string[]): [seconds: string, megabytes: number] {
  const script = `process.argv = ["node", "pcrit", ...process.argv.slice(1)];
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.error(JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024]));
});
require(${JSON.stringify(`${packageRoot}dist/bin/pcrit.js`)});`;
  const flags = ["--single-threaded-gc", "--no-concurrent-recompilation", "-e", script, "--"];
  const run = spawnSync(process.execPath, [...flags, ...argv], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  const [seconds, megabytes] = JSON.parse(run.stderr.trim().split("\n").at(-1)!);
  return [seconds.toFixed(1), Math.round(megabytes)];
}
