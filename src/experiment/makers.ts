import { dirname } from "node:path";
import type { Target } from "./target.js";

/**
 * Tells which target makes a file: one of its outputs, one in a folder that is an output, or a
 * pattern of such. Nothing makes the files that the plan itself writes.
 */
export function makersOf<T extends Pick<Target, "outputs">>(
  targets: readonly T[],
): (path: string) => T | undefined {
  const byOutput = new Map<string, T>();
  for (const target of targets)
    for (const path of Object.values(target.outputs)) byOutput.set(path, target);
  return (path) => {
    let at = path;
    while (!byOutput.has(at) && dirname(at) !== at) at = dirname(at);
    return byOutput.get(at);
  };
}
