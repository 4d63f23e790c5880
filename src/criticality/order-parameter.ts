/**
 * Order parameter m = (accuracy - chance) / (dense accuracy - chance), chance being 1 / classes.
 * NaN where the dense network is not better than chance: there is no order to lose.
 */
export function orderParameter(accuracy: number, denseAccuracy: number, classes: number): number {
  const chance = 1 / classes;
  if (!(denseAccuracy > chance)) return Number.NaN;
  return (accuracy - chance) / (denseAccuracy - chance);
}
