import type { GroupKey } from "./observation.js";

/** A group's name: what names its random stream. */
export function groupName(key: GroupKey): string {
  return [key.dataset, key.architecture, key.criterion, key.pruning, key.width].join("/");
}

/** Observations by group; groups by data set, architecture, criterion, pruning and width. */
export function groups<T extends GroupKey>(observations: readonly T[]): T[][] {
  const found = new Map<string, T[]>();
  for (const observation of observations) {
    const name = groupName(observation);
    const group = found.get(name);
    if (group) group.push(observation);
    else found.set(name, [observation]);
  }
  return [...found.values()].sort((a, b) => compareGroups(a[0]!, b[0]!));
}

/** Order of groups: words by code unit, widths as numbers. */
export function compareGroups(a: GroupKey, b: GroupKey): number {
  return (
    compareWords(a.dataset, b.dataset) ||
    compareWords(a.architecture, b.architecture) ||
    compareWords(a.criterion, b.criterion) ||
    compareWords(a.pruning, b.pruning) ||
    a.width - b.width
  );
}

function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
