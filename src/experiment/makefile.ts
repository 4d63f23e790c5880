/** The make rules of a run. Every command can be pasted into a shell. */
import { runFiles } from "./paths.js";
import type { Target } from "./targets.js";

export interface MakefileSettings {
  /** The run's folder, as make shall name it. */
  readonly folder: string;
  /** The experiment file, for the report's reproduction line. */
  readonly command: string;
  /** A folder of IDX files, where the user gave one. */
  readonly data?: string;
}

export function makefile(targets: readonly Target[], settings: MakefileSettings): string {
  const header = [
    "# Written by pcrit plan; changes are lost.",
    "PCRIT ?= node dist/pipeline/pcrit.js",
    `export PCRIT_LOG := ${quoteMake(settings.folder)}/${runFiles.log}`,
    `RUN := ${quoteMake(settings.folder)}`,
    "",
    ".PHONY: all",
    `all: $(RUN)/${runFiles.report}`,
    "",
  ];
  const maker = makers(targets);
  return `${[...header, ...targets.map((target) => rule(target, maker, settings))].join("\n")}\n`;
}

/**
 * File -> the target whose rule makes it. A stage writes its target last, so where the target is
 * there, so are its other outputs; rules then need no grouped targets, which old makes lack.
 */
function makers(targets: readonly Target[]): ReadonlyMap<string, string> {
  return new Map(
    targets.flatMap(({ outputs, target }) => Object.values(outputs).map((file) => [file, target])),
  );
}

function rule(
  target: Target,
  maker: ReadonlyMap<string, string>,
  { command, data }: MakefileSettings,
): string {
  const extra: string[] = [];
  if (target.stage === "data" && data !== undefined) extra.push(`--folder ${quoteShell(data)}`);
  if (target.stage === "report") {
    extra.push(`--experiment $(RUN)/${runFiles.experiment}`, `--command ${quoteShell(command)}`);
  }
  const files = (target.needs ?? target.inputs).map((file) => maker.get(file) ?? file);
  const needs = [...new Set(files), target.settingsPath, runFiles.version];
  const words = [
    ...target.inputs.map(inRun),
    ...Object.entries(target.outputs).map(([option, path]) => `--${option} ${inRun(path)}`),
    `--settings ${inRun(target.settingsPath)}`,
    ...extra,
  ];
  return `${inRun(target.target)}: ${needs.map(inRun).join(" ")}\n\t@$(PCRIT) ${target.stage} ${words.join(" ")}\n`;
}

const inRun = (path: string) => `$(RUN)/${path}`;

function quoteMake(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function quoteShell(text: string): string {
  return quoteMake(`'${text.replaceAll("'", `'\\''`)}'`);
}
