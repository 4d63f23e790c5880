/**
 * Universality classes with known exponents, in terms of the number of units N, which is what L of
 * the verdict's collapse counts. In d dimensions N = L^d, so an exponent of L is divided by d; above
 * the upper critical dimension d_u, and on random graphs, d_u takes the place of d (Botet, Jullien
 * and Pfeuty, Phys. Rev. Lett. 49:478, 1982). Then gamma/nu = 1 - 2 beta/nu by hyperscaling.
 */
export interface UniversalityClass {
  readonly name: string;
  /** 1/nu of N. */
  readonly sharpening: number;
  /** beta/nu of N. */
  readonly decay: number;
  readonly source: string;
}

function inUnits(
  name: string,
  dimension: number,
  sharpening: number,
  decay: number,
  source: string,
): UniversalityClass {
  return { name, sharpening: sharpening / dimension, decay: decay / dimension, source };
}

export const universalityClasses: readonly UniversalityClass[] = [
  inUnits("mean-field percolation", 6, 2, 2, "nu = 1/2, beta = 1, d_u = 6: random graphs"),
  inUnits("mean-field Ising", 4, 2, 1, "nu = 1/2, beta = 1/2, d_u = 4"),
  inUnits("2D percolation", 2, 3 / 4, 5 / 48, "nu = 4/3, beta = 5/36, exact"),
  inUnits("2D Ising", 2, 1, 1 / 8, "nu = 1, beta = 1/8, exact"),
  inUnits(
    "3D percolation",
    3,
    1.141,
    0.47705,
    "1/nu = 1.141, beta/nu = 0.47705: Wang et al., Phys. Rev. E 87:052107, 2013",
  ),
];
