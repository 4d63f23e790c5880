/** Houdayer and Hartmann's S, written out after the formulas of their appendix, without haste. */

export interface SlowPoint {
  readonly x: number;
  readonly y: number;
  readonly dy: number;
}

/** @param sets one list of points a size, ascending in x. */
export function slowQuality(sets: readonly (readonly SlowPoint[])[]): number {
  const bySize = sets.map((set, i) => {
    const terms = set.flatMap((point) => {
      const master = masterAt(
        point.x,
        sets.filter((_, other) => other !== i),
      );
      if (!master) return [];
      const [Y, dY2] = master;
      return [(point.y - Y) ** 2 / (point.dy ** 2 + dY2)];
    });
    return { terms, lacks: terms.length < Math.min(4, set.length / 2) };
  });
  if (bySize.some(({ lacks }) => lacks)) return Number.POSITIVE_INFINITY;
  const means = bySize.map(({ terms }) => terms.reduce((a, b) => a + b, 0) / terms.length);
  return means.reduce((a, b) => a + b, 0) / means.length;
}

function masterAt(x: number, others: readonly (readonly SlowPoint[])[]) {
  const chosen = others.flatMap((set) => {
    const last = set.length - 1;
    const pair = set.findIndex(
      (point, j) =>
        j < last && point.x <= x && (x < set[j + 1]!.x || (j + 1 === last && x === set[last]!.x)),
    );
    return pair < 0 ? [] : [set[pair]!, set[pair + 1]!];
  });
  const sum = (term: (p: SlowPoint, w: number) => number) =>
    chosen.reduce((total, p) => total + term(p, 1 / p.dy ** 2), 0);
  const K = sum((_, w) => w);
  const Kx = sum((p, w) => w * p.x);
  const Ky = sum((p, w) => w * p.y);
  const Kxx = sum((p, w) => w * p.x * p.x);
  const Kxy = sum((p, w) => w * p.x * p.y);
  const D = K * Kxx - Kx * Kx;
  if (!(D > 0)) return;
  const Y = (Kxx * Ky - Kx * Kxy) / D + (x * (K * Kxy - Kx * Ky)) / D;
  return [Y, (Kxx - 2 * x * Kx + x * x * K) / D] as const;
}
