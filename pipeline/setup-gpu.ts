import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { Unavailable } from "../src/engine/tfjs/load.js";
import { isSoftware, preferred, tryBackend } from "../src/engine/tfjs/open.js";
import { UserError } from "../src/error.js";
import { packageRoot } from "../src/package.js";
import type { Stage } from "./stage.js";

/** Versions that the engine was tested with; all of TensorFlow.js must be of one version. */
const cuda = ["@tensorflow/tfjs-node-gpu@4.22.0"];
const dawn = ["webgpu@0.6.2", "@tensorflow/tfjs-backend-webgpu@4.22.0"];

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * The packages are large (CUDA's 400 MB, Dawn's 130 MB) and the first one's installer downloads
 * from outside the registry, so neither is among pcrit's dependencies.
 */
export const setupGpu: Stage = {
  name: "setup-gpu",
  summary: "install what the engine tfjs needs on a graphics processor; print what was found",
  details: `Installs @tensorflow/tfjs-node-gpu (CUDA) or, where that cannot be had, webgpu (Vulkan, Metal,
Direct3D) into node_modules, without a change to package.json; npm ci removes them again.`,
  inputs: [],
  outputs: [],
  options: {},
  async run() {
    if (!existsSync(`${packageRoot}package-lock.json`))
      throw new UserError(
        `pcrit setup-gpu: works in pcrit's own folder; elsewhere run npm install ${cuda.join(" ")}, or ${dawn.join(" ")}`,
      );
    if (!install(cuda) && !install(dawn))
      throw new UserError(
        "pcrit setup-gpu: neither package could be installed; see npm's words above",
      );
    say("");
    for (const line of await found()) say(line);
  },
};

/** Runs npm; says how it went. A failed install leaves node_modules as it was. */
function install(packages: readonly string[]): boolean {
  say(`installing ${packages.join(" ")}`);
  const run = npm("install", "--no-save", "--no-audit", "--no-fund", ...packages);
  if (run.status !== 0) {
    say(`  not installed: ${reason(run.error?.message ?? run.stderr)}`);
    return false;
  }
  // npm drops an optional peer whose installer fails, and calls that success
  const name = packages[0]!.replace(/@[^@]*$/, "");
  if (npm("ls", name, "--parseable").stdout.trim() !== "") return true;
  say("  not installed: npm left it out, as it does where its binary cannot be downloaded");
  return false;
}

function npm(...args: readonly string[]) {
  return spawnSync("npm", args, { cwd: packageRoot, encoding: "utf8", maxBuffer: 1 << 26 });
}

/** What went wrong, from npm's many lines: a download's failure if it tells of one. */
function reason(log: string): string {
  const lines = log.split("\n").map((line) => line.replace(/^npm (error|ERR!)\s*/, "").trim());
  const download = lines.find((line) =>
    /ENOTFOUND|ECONN|ETIMEDOUT|status code|\b40[34]\b/i.test(line),
  );
  if (download) return `its binary cannot be downloaded (${download})`;
  return lines.find((line) => line !== "" && !/^code\b|^path\b/.test(line)) ?? "npm gave no reason";
}

/** One line a backend, and which one `auto` takes. */
async function found(): Promise<string[]> {
  const lines: string[] = [];
  let best: string | undefined;
  for (const name of preferred) {
    const backend = await tryBackend(name);
    if (backend instanceof Unavailable) {
      lines.push(`${name.padEnd(10)} no: ${backend.message}`);
    } else {
      lines.push(`${name.padEnd(10)} yes: ${backend.description}`);
      if (!isSoftware(backend)) best ??= name;
    }
  }
  return [...lines, `backend auto takes ${best ?? "none"}`];
}
