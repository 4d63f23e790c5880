/**
 * A curve over the levels of a schedule, from dense to sparse: `x` is the logarithm of the control
 * parameter (falling), `y` the order parameter or its susceptibility. Levels whose control
 * parameter has reached zero have no logarithm: `x` is -Infinity there, and they come last.
 */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Where an estimator finds the critical point, in log control parameter, or why it finds none. */
export type Located = Found | { readonly reason: string };

export interface Found {
  readonly at: number;
  /** How far to either side the schedule cannot tell: an interval is never narrower. */
  readonly resolution: number;
  readonly note?: string;
}

/** How many levels have a finite log control parameter. */
export function usableLevels(curve: Curve): number {
  let n = curve.x.length;
  while (n > 0 && curve.x[n - 1] === -Infinity) n--;
  return n;
}

/**
 * The peak through point `i` and its two neighbours: the vertex of their parabola, known to half a
 * level. `i` must be at least as high as both. Where they form no parabola (a plateau, or equal
 * abscissas) it is `i` itself.
 */
export function parabolaPeak({ x, y }: Curve, i: number): Found {
  const left = x[i - 1]! - x[i]!;
  const right = x[i + 1]! - x[i]!;
  const fallLeft = y[i - 1]! - y[i]!;
  const fallRight = y[i + 1]! - y[i]!;
  // y = y_i + b u + c u^2 through both neighbours; the vertex is at u = -b / 2c
  const b = fallLeft * right * right - fallRight * left * left;
  const c = fallRight * left - fallLeft * right;
  const u = b / (-2 * c);
  const isParabola = left > 0 && right < 0 && c < 0;
  return { at: isParabola ? x[i]! + u : x[i]!, resolution: (left - right) / 4 };
}
