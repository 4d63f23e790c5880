/**
 * Sequential Monte Carlo p-values (Besag & Clifford, Biometrika 78, 301, 1991).
 *
 * Draws go on until `exceedances` of them are at least as far out as what was observed, or there have
 * been `most` draws. Stopped at draw l, p = exceedances / l; else p = (far + 1) / (most + 1). Under the null
 * P(p <= a) <= a for every a, with equality at every value that p can take where there are no ties. A test
 * with nothing to find stops early, 2 exceedances draws where p = 1/2, so that one with something to find
 * can have as many draws as a small p needs.
 */
export interface Draws {
  readonly exceedances: number;
  readonly most: number;
}

/** @param isFar whether the draw of this number, from 0 on, is at least as far out as what was observed. */
export function sequentialP(
  { exceedances, most }: Draws,
  isFar: (draw: number) => boolean,
): number {
  let far = 0;
  for (let draw = 0; draw < most; draw++)
    if (isFar(draw) && ++far === exceedances) return far / (draw + 1);
  return (far + 1) / (most + 1);
}
