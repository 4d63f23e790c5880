/**
 * The make rules of what is left to do in a run. Which that is has been decided by content; make orders
 * it and runs as much at once as it may. The targets are names, not files, so no time stamp counts, and
 * a name of theirs holds nothing that make or a shell would read.
 */
import { groupsOf } from "./groups.js";
import { makersOf } from "./makers.js";
import { quoted } from "./shell.js";
import type { Target } from "./target.js";

/**
 * One worker, one core: V8's parallel collector would take cores from the other workers, and costs a fifth
 * more processor time on the graphs; a process that is alone, as the page's is when a chart was changed, is
 * sooner done with it. So would V8's compiler, which can also keep a stage from ending (see pipeline/pcrit.ts).
 */
const header = (program: string, alone: boolean) => [
  "# Written by pcrit plan; changes are lost.",
  "NODE ?= node",
  `PCRIT ?= $(NODE) ${alone ? "" : "--single-threaded-gc "}--no-concurrent-recompilation ${inVariable(program)}`,
  ".SUFFIXES:",
];

/**
 * @param folder the run's.
 * @param left names the targets that are to be made; nothing is said of the others.
 * @param program the command line of pcrit, wherever it is installed.
 * @returns the text in pieces.
 */
export function* makefile(
  folder: string,
  all: readonly Target[],
  left: ReadonlySet<string>,
  program: string,
): Generator<string> {
  const targets = all.filter(({ target }) => left.has(target));
  const needs = prerequisites(targets);
  const needed = neededOf(needs);
  const groups = groupsOf(targets);
  const firsts = new Map<string, string>();
  for (const members of groups)
    for (const { target } of members) firsts.set(target, members[0]!.target);
  yield `${header(program, groups.length === 1).join("\n")}\n\n.PHONY: all`;
  for (const { target } of targets) yield ` ${target}`;
  yield "\nall:";
  for (const { target } of targets) if (!needed.has(target)) yield ` ${target}`;
  yield "\n\n";
  for (const members of groups) yield rule(folder, members, needs, firsts);
}

/** The other targets that each is made from, or after. */
function prerequisites(targets: readonly Target[]): ReadonlyMap<string, string[]> {
  const makerOf = makersOf(targets);
  const needs = new Map<string, string[]>();
  for (const { target, inputs } of targets) {
    const makers = new Set(inputs.map((path) => makerOf(path)?.target));
    needs.set(
      target,
      [...makers].filter((one) => one !== undefined),
    );
  }
  const needed = neededOf(needs);
  for (const { target } of targets.filter(({ seals }) => seals))
    for (const other of needs.keys())
      if (other !== target && !needed.has(other)) needs.get(target)!.push(other);
  return needs;
}

/** All that is needed by another. */
function neededOf(needs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const names of needs.values()) for (const name of names) needed.add(name);
  return needed;
}

function rule(
  folder: string,
  members: readonly Target[],
  needs: ReadonlyMap<string, readonly string[]>,
  firsts: ReadonlyMap<string, string>,
): string {
  const [first, ...others] = members.map(({ target }) => target);
  const ruled = (names: readonly string[]) =>
    [...new Set(names.flatMap((name) => firsts.get(name) ?? []))].filter((one) => one !== first);
  const from = ruled(members.flatMap(({ target }) => needs.get(target)!));
  const after = ruled(members.flatMap((member) => member.after ?? []));
  const order = after.length > 0 ? ` | ${after.join(" ")}` : "";
  const head = `${[`${first}:`, ...from].join(" ")}${order}`;
  const aliases = others.map((other) => `${other}: ${first}\n`).join("");
  return `${head}\n\t@$(PCRIT) step ${quote(folder)} ${[first, ...others].join(" ")}\n${aliases}\n`;
}

/** The same in the value of a variable, where # would begin a comment. */
function inVariable(text: string): string {
  return quote(text).replace(/(\\*)#/g, "$1$1\\#");
}

/** For the shell, and for make, which reads the recipe first. */
function quote(text: string): string {
  return quoted(text).replaceAll("$", "$$$$");
}
