/**
 * Quality of a data collapse: S of Houdayer and Hartmann (Phys. Rev. B 70:014418, 2004, appendix).
 *
 * Size i has the scaled points (x_ij, y_ij ± dy_ij). Against each point stands the master curve of
 * the other sizes: the straight line fitted by least squares, weights 1 / dy^2, through the two
 * points of every other size that enclose x_ij. With Y_ij ± dY_ij its value there,
 *
 *     S = mean over sizes of mean over j of (y_ij - Y_ij)^2 / (dy_ij^2 + dY_ij^2),
 *
 * a reduced chi-square: about 1 is good. Each size counts equally, as its mean, where the paper
 * takes one mean over all points; with equally many points that is the same. A point that no other
 * size encloses does not count. The enclosing pair is the one with x_j' <= x < x_j'+1, the last pair
 * of a size also where x is its last point. Where fewer than `fewestCompared` points of some size (half
 * of them, if that is less) can be compared there is no collapse to speak of: S is then at least 1e6,
 * more the fewer can. A share of the points would be no rule: on a schedule of constant ratio the deep
 * levels of the largest size pile up at x = -p_c L^(1/nu), beyond the points of all others, and at the
 * true p_c most of them have nothing to be compared with.
 *
 * Both lists are ascending, so pairs of sizes are merged: O(sizes^2 x points).
 */

/** Points of all sizes end to end: size i has those from offsets[i] to offsets[i + 1]. */
export interface PointSets {
  readonly offsets: Uint32Array;
  /** Ascending within a size. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Squared errors of y. */
  readonly error: Float64Array;
}

export const noCollapse = 1e6;
/** Points of a size that have to be compared. */
export const fewestCompared = 4;

export class CollapseQuality {
  /** 1 / error of each point. */
  private readonly weight: Float64Array;
  /** Where each size's enclosing pair ends; it only moves up while the points of a size pass. */
  private readonly right: Uint32Array;

  constructor(private readonly offsets: Uint32Array) {
    this.weight = new Float64Array(offsets.at(-1)!);
    this.right = new Uint32Array(offsets.length - 1);
  }

  /** S of points that lie as `offsets` says. */
  of(x: Float64Array, y: Float64Array, error: Float64Array): number {
    const { weight, offsets } = this;
    for (let j = 0; j < weight.length; j++) weight[j] = 1 / error[j]!;
    const sizes = offsets.length - 1;
    let total = 0;
    let missing = 0;
    for (let i = 0; i < sizes; i++) {
      const mean = this.ofSize(i, x, y, error);
      if (mean < 0) missing -= mean;
      else total += mean;
    }
    return missing > 0 ? noCollapse * (1 + missing) : total / sizes;
  }

  /** Mean over the points of size `i`; where too few can be compared, minus the share that lacks. */
  private ofSize(i: number, x: Float64Array, y: Float64Array, error: Float64Array): number {
    const { weight, offsets, right } = this;
    const sizes = offsets.length - 1;
    const begin = offsets[i]!;
    const end = offsets[i + 1]!;
    for (let other = 0; other < sizes; other++) right[other] = offsets[other]! + 1;
    let sum = 0;
    let compared = 0;
    for (let j = begin; j < end; j++) {
      const at = x[j]!;
      // Sums over the enclosing points, about the abscissa of this one.
      let w = 0;
      let wu = 0;
      let wuu = 0;
      let wy = 0;
      let wuy = 0;
      for (let other = 0; other < sizes; other++) {
        const from = offsets[other]!;
        const last = offsets[other + 1]! - 1;
        if (other === i || from >= last || at < x[from]! || at > x[last]!) continue;
        let r = right[other]!;
        while (r < last && x[r]! <= at) r++;
        right[other] = r;
        const a = weight[r - 1]!;
        const b = weight[r]!;
        const u = x[r - 1]! - at;
        const v = x[r]! - at;
        const au = a * u;
        const bv = b * v;
        w += a + b;
        wu += au + bv;
        wuu += au * u + bv * v;
        wy += a * y[r - 1]! + b * y[r]!;
        wuy += au * y[r - 1]! + bv * y[r]!;
      }
      const determinant = w * wuu - wu * wu;
      if (!(determinant > 1e-12 * w * wuu)) continue;
      const master = (wuu * wy - wu * wuy) / determinant;
      const deviation = y[j]! - master;
      sum += (deviation * deviation) / (error[j]! + wuu / determinant);
      compared++;
    }
    const least = Math.min(fewestCompared, (end - begin) / 2);
    return compared < least ? (compared - least) / least : sum / compared;
  }
}

/** S of points already scaled. */
export function collapseQuality({ offsets, x, y, error }: PointSets): number {
  return new CollapseQuality(offsets).of(x, y, error);
}
