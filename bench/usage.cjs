// Loaded into every process of a run (bench/stages.ts): at its exit a line of what it took.
const { appendFileSync } = require("node:fs");
const { basename } = require("node:path");
const { isMainThread } = require("node:worker_threads");

const [, program = "", task = ""] = process.argv;
if (isMainThread && basename(program) === "pcrit.js")
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    const line = {
      pid: process.pid,
      task,
      cpu: (user + system) / 1000,
      wall: process.uptime() * 1000,
    };
    appendFileSync(process.env.PCRIT_USAGE, `${JSON.stringify(line)}\n`);
  });
