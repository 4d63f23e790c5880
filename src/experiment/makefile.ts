/** The make rules of a run. Every command can be pasted into a shell. */
import { runFiles } from "./paths.js";
import type { Target } from "./target.js";

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
    // One worker, one core: V8's parallel collector would take cores from the other workers, and
    // costs a fifth more processor time on the graphs. So would its compiler, which can also keep a
    // stage from ending (see pipeline/pcrit.ts).
    "PCRIT ?= node --single-threaded-gc --no-concurrent-recompilation dist/bin/pcrit.js",
    `export PCRIT_LOG := ${quoteMake(settings.folder)}/${runFiles.log}`,
    `RUN := ${quoteMake(settings.folder)}`,
    "",
    ".PHONY: all",
    `all: ${leaves(targets).map(inRun).join(" ")}`,
    "",
  ];
  const needs = prerequisites(targets);
  const members = membersOf(targets);
  const rules = targets.map((target) =>
    rule(target, needs.get(target.target)!, members(target), settings),
  );
  return `${[...header, ...rules].join("\n")}\n`;
}

/** Targets that no other needs: the report, and what stands beside it. */
function leaves(targets: readonly Target[]): string[] {
  const needed = new Set(targets.flatMap(({ needs, inputs }) => [...(needs ?? []), ...inputs]));
  return targets
    .filter(({ outputs }) => !Object.values(outputs).some((file) => needed.has(file)))
    .map(({ target }) => target);
}

/**
 * What each target is made from: other targets, its settings and the package's version. A stage
 * writes its target last, so where the target is there, so are its other outputs; rules name the
 * target for any of them and need no grouped targets, which old makes lack. Of a group the first
 * target is made from what all are made from; the others stand after it, and are written after it.
 */
export function prerequisites(targets: readonly Target[]): ReadonlyMap<string, readonly string[]> {
  const maker = new Map(
    targets.flatMap(({ outputs, target }) => Object.values(outputs).map((file) => [file, target])),
  );
  const own = ({ needs, inputs, settingsPath }: Target) => [
    ...(needs ?? inputs).map((file) => maker.get(file) ?? file),
    settingsPath,
  ];
  const members = membersOf(targets);
  return new Map(
    targets.map((target) => {
      const all = members(target);
      const files = all[0] === target ? all.flatMap(own) : [all[0]!.target, ...own(target)];
      return [target.target, [...new Set(files), runFiles.version]];
    }),
  );
}

/** Gives the targets that one process makes together with a target, in their order. */
function membersOf(targets: readonly Target[]): (target: Target) => readonly Target[] {
  const key = ({ stage, group }: Target) => `${stage} ${group}`;
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    if (target.group === undefined) continue;
    const known = groups.get(key(target));
    if (known) known.push(target);
    else groups.set(key(target), [target]);
  }
  return (target) => groups.get(key(target)) ?? [target];
}

function rule(
  target: Target,
  needs: readonly string[],
  members: readonly Target[],
  settings: MakefileSettings,
): string {
  const after = target.after ? ` | ${target.after.map(inRun).join(" ")}` : "";
  const head = `${inRun(target.target)}: ${needs.map(inRun).join(" ")}${after}`;
  if (members[0] === target) {
    const calls = members.map((member) => call(member, settings)).join(" --and ");
    return `${head}\n\t@$(PCRIT) ${target.stage} ${calls}\n`;
  }
  // Made by the first one's rule; if it is missing nevertheless, or was left behind, by itself.
  const isMade = "[ -e $@ ] && ! [ $@ -ot $< ]";
  return `${head}\n\t@${isMade} || $(PCRIT) ${target.stage} ${call(target, settings)}\n`;
}

/** A stage's command line, after its name. */
function call(target: Target, { command, data }: MakefileSettings): string {
  const extra: string[] = [];
  if (target.stage === "data" && data !== undefined) extra.push(`--folder ${quoteShell(data)}`);
  if (target.stage === "report") {
    extra.push(`--experiment $(RUN)/${runFiles.experiment}`, `--command ${quoteShell(command)}`);
  }
  const words = [
    ...target.inputs.map(inRun),
    ...Object.entries(target.outputs).map(([option, path]) => `--${option} ${inRun(path)}`),
    `--settings ${inRun(target.settingsPath)}`,
    ...extra,
  ];
  return words.join(" ");
}

const inRun = (path: string) => `$(RUN)/${path}`;

function quoteMake(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function quoteShell(text: string): string {
  return quoteMake(`'${text.replaceAll("'", `'\\''`)}'`);
}
