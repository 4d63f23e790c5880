/**
 * Benjamini and Hochberg's adjusted p-values (J. R. Stat. Soc. B 57:289, 1995): rejecting where
 * q <= a keeps the expected share of false rejections at a or below, for independent or positively
 * dependent tests. q_(i) = min over j >= i of p_(j) n / j. NaN stands for a test that was not made:
 * it stays NaN and does not count. O(n log n).
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const made = Array.from({ length: p.length }, (_, i) => i).filter((i) => !Number.isNaN(p[i]!));
  made.sort((a, b) => p[b]! - p[a]! || a - b);
  const q = new Float64Array(p.length).fill(Number.NaN);
  let least = 1;
  made.forEach((i, position) => {
    least = Math.min(least, (p[i]! * made.length) / (made.length - position));
    q[i] = least;
  });
  return q;
}
