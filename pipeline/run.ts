import { UserError } from "../src/error.js";
import { stageHelp } from "./help.js";
import { logged } from "./log.js";
import { parseCall } from "./options.js";
import { terminalProgress } from "./progress.js";
import type { Stage } from "./stage.js";

/** Runs a stage on its command line. */
export async function runStage(stage: Stage, argv: readonly string[]): Promise<void> {
  if (argv.includes("--help") || argv.includes("-h")) {
    process.stdout.write(stageHelp(stage));
    return;
  }
  const call = parseCall(stage, argv, terminalProgress(stage.name, process.stderr));
  const target = stage.outputs.map((o) => call.output(o.option)).find((path) => path);
  await logged(stage.name, target, async () => {
    try {
      await stage.run(call);
    } catch (error) {
      throw error instanceof RangeError && /Array buffer allocation|WebAssembly/.test(error.message)
        ? new UserError(`pcrit ${stage.name}: not enough memory for this input`)
        : error;
    }
  });
}
