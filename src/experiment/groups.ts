import type { Target } from "./target.js";

/** Targets that one process makes together, in their order. */
export function groupsOf(targets: readonly Target[]): Target[][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const key = target.group ?? target.target;
    const known = groups.get(key);
    if (known) known.push(target);
    else groups.set(key, [target]);
  }
  return [...groups.values()];
}
