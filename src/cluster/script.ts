/** The scripts of the jobs. They say where they are and how they went in files of the shared folder. */
import { quoted } from "../experiment/shell.js";

export interface ScriptSettings {
  /** Where pcrit is called: relative paths start there. */
  readonly from: string;
  /** The words of the command that is pcrit. */
  readonly command: readonly string[];
  /** The run's folder. */
  readonly folder: string;
  /** Folder of this round's chunks. */
  readonly round: string;
  /** A folder of each machine, for files that are being made. */
  readonly scratch: string | undefined;
}

const head = ({ from, command }: ScriptSettings) => `#!/bin/bash
# Written by pcrit submit; changes are lost.
cd -- ${quoted(from)} || { echo "$(hostname): this folder is not shared with it"; exit 2; }
pcrit=(${command.map(quoted).join(" ")})
command -v -- "\${pcrit[0]}" >/dev/null ||
  { echo "$(hostname): \${pcrit[0]} is not there; set NODE to a Node that all machines have"; exit 127; }`;

/**
 * A task of an array: the chunk of its number, a process a line. What ends with an error leaves the others
 * to go on. Killed for its memory counts most.
 */
export function taskScript(settings: ScriptSettings): string {
  const more = settings.scratch === undefined ? "" : ` --scratch=${onMachine(settings.scratch)}`;
  return `${head(settings)}
set -f
at=${quoted(settings.round)}/$(($1 + SLURM_ARRAY_TASK_ID))
mark() { echo "$2" >"$at.$1.new" && mv -f -- "$at.$1.new" "$at.$1"; }
rm -f -- "$at.end"
mark begin "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID $(hostname)"
worst=0
while read -r targets <&3; do
  "\${pcrit[@]}" step${more} ${quoted(settings.folder)} $targets
  code=$?
  ((code > worst)) && worst=$code
done 3<"$at"
mark end $worst
exit $worst
`;
}

/** $TMPDIR and the like are what they are on the machine of the task. */
function onMachine(folder: string): string {
  const [, name, rest] = /^\$\{?(\w+)\}?(.*)$/.exec(folder) ?? [];
  return name === undefined ? quoted(folder) : `"\${${name}:?is not set here}"${quoted(rest!)}`;
}

/** The last job of a round, which looks at what is left. */
export function nextScript(settings: ScriptSettings): string {
  return `${head(settings)}
exec "\${pcrit[@]}" submit --again ${quoted(settings.folder)}
`;
}
