/** Fisher's F distribution: the ratio of two mean squares with whole numbers of degrees of freedom. */
import { incompleteBeta } from "./beta.js";

/** P(F > f) for f >= 0: I_x(w/2, v/2) with x = w / (w + v f), v and w the degrees of freedom. */
export function fisherTail(f: number, above: number, below: number): number {
  const total = below + above * f;
  return incompleteBeta(below / total, (above * f) / total, below / 2, above / 2);
}
