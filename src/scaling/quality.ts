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
 * of a size also where x is its last point. Where fewer than half of the points of some size can be
 * compared there is no collapse to speak of: S is then at least 1e6, more the fewer can.
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

export class CollapseQuality {
  /** Sums over the enclosing points, about the abscissa of each point. */
  private readonly w: Float64Array;
  private readonly wu: Float64Array;
  private readonly wuu: Float64Array;
  private readonly wy: Float64Array;
  private readonly wuy: Float64Array;

  /** 1 / error of each point. */
  private readonly weight: Float64Array;

  constructor(private readonly offsets: Uint32Array) {
    const points = offsets.at(-1)!;
    this.w = new Float64Array(points);
    this.wu = new Float64Array(points);
    this.wuu = new Float64Array(points);
    this.wy = new Float64Array(points);
    this.wuy = new Float64Array(points);
    this.weight = new Float64Array(points);
  }

  /** S of points that lie as `offsets` says. */
  of(x: Float64Array, y: Float64Array, error: Float64Array): number {
    const { w, wu, wuu, wy, wuy, weight } = this;
    for (let j = 0; j < weight.length; j++) {
      weight[j] = 1 / error[j]!;
      w[j] = wu[j] = wuu[j] = wy[j] = wuy[j] = 0;
    }
    const sizes = this.offsets.length - 1;
    for (let i = 0; i < sizes; i++)
      for (let other = 0; other < sizes; other++) if (i !== other) this.enclose(i, other, x, y);
    return this.average(y, error);
  }

  /** Adds to every point of size `i` the two points of `other` that enclose it. */
  private enclose(i: number, other: number, x: Float64Array, y: Float64Array) {
    const { w, wu, wuu, wy, wuy, weight, offsets } = this;
    const from = offsets[other]!;
    const to = offsets[other + 1]!;
    if (to - from < 2) return;
    const first = x[from]!;
    const last = x[to - 1]!;
    const end = offsets[i + 1]!;
    let right = from + 1;
    for (let j = offsets[i]!; j < end; j++) {
      const at = x[j]!;
      if (at < first || at > last) continue;
      while (right < to - 1 && x[right]! <= at) right++;
      const left = right - 1;
      const a = weight[left]!;
      const b = weight[right]!;
      const u = x[left]! - at;
      const v = x[right]! - at;
      const au = a * u;
      const bv = b * v;
      w[j]! += a + b;
      wu[j]! += au + bv;
      wuu[j]! += au * u + bv * v;
      wy[j]! += a * y[left]! + b * y[right]!;
      wuy[j]! += au * y[left]! + bv * y[right]!;
    }
  }

  private average(y: Float64Array, error: Float64Array): number {
    const { w, wu, wuu, wy, wuy, offsets } = this;
    const sizes = offsets.length - 1;
    let total = 0;
    let missing = 0;
    for (let i = 0; i < sizes; i++) {
      const [from, to] = [offsets[i]!, offsets[i + 1]!];
      let sum = 0;
      let compared = 0;
      for (let j = from; j < to; j++) {
        const determinant = w[j]! * wuu[j]! - wu[j]! * wu[j]!;
        if (!(determinant > 1e-12 * w[j]! * wuu[j]!)) continue;
        const master = (wuu[j]! * wy[j]! - wu[j]! * wuy[j]!) / determinant;
        const deviation = y[j]! - master;
        sum += (deviation * deviation) / (error[j]! + wuu[j]! / determinant);
        compared++;
      }
      const least = (to - from) / 2;
      if (compared < least) missing += (least - compared) / least;
      else total += sum / compared;
    }
    return missing > 0 ? noCollapse * (1 + missing) : total / sizes;
  }
}

/** S of points already scaled. */
export function collapseQuality({ offsets, x, y, error }: PointSets): number {
  return new CollapseQuality(offsets).of(x, y, error);
}
