import { log } from "../math.js";

/**
 * For each density the level that comes nearest on a logarithmic scale (the denser of two equally
 * near ones), without repetitions, the densest first. The dense network itself is never chosen: its
 * only subnetwork is itself.
 */
export function chosenLevels(
  levels: readonly { readonly level: number; readonly density: number }[],
  densities: readonly number[],
): number[] {
  const pruned = levels
    .filter(({ level, density }) => level > 0 && density > 0)
    .sort((a, b) => b.density - a.density || a.level - b.level);
  const chosen = new Set<number>();
  for (const wanted of densities) {
    let nearest: (typeof pruned)[number] | undefined;
    const distance = ({ density }: { density: number }) => Math.abs(log(density) - log(wanted));
    for (const one of pruned) if (!nearest || distance(one) < distance(nearest)) nearest = one;
    if (nearest) chosen.add(nearest.level);
  }
  return pruned.filter(({ level }) => chosen.has(level)).map(({ level }) => level);
}
