/** The commands that make a run, or make it again. */
import { basename, dirname, isAbsolute, join } from "node:path";
import { runFiles } from "../src/experiment/paths.js";
import { shellWord } from "../src/experiment/shell.js";
import { isInstalled } from "../src/package.js";

/** The command that makes again what does not fit. */
export function remedy(folder: string): string {
  const runs = dirname(folder);
  return command(join(folder, runFiles.experiment), { runs: runs === "runs" ? undefined : runs });
}

/** The report's line for readers on other machines: it names no folder of this one. */
export function reproduction(path: string, hasData: boolean): string {
  const file = isAbsolute(path) ? basename(path) : path;
  return command(file, { data: hasData ? "folder-or-file" : undefined });
}

/** How an experiment is run: by make in a checkout, by npx where pcrit is a package. */
function command(
  experiment: string,
  { runs, data }: { runs?: string | undefined; data?: string | undefined },
): string {
  const file = shellWord(experiment);
  const [before, named] = isInstalled
    ? [`npx pcrit run ${file}`, { "--runs": runs, "--data": data }]
    : [`make EXPERIMENT=${file}`, { DATA: data, RUNS: runs }];
  const more = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${shellWord(value)}`],
  );
  return [before, ...more].join(" ");
}
