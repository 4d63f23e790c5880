/**
 * Minimum of a function of few variables without derivatives: the downhill simplex of Nelder and
 * Mead (Comput. J. 7:308, 1965) with their coefficients, restarted from what it found until a
 * restart gains nothing, because a simplex may collapse before it arrives.
 *
 * Deterministic: no random numbers, ties keep the order of the vertices. The function may be
 * infinite (a forbidden region) but not at the start. O(evaluations x variables).
 */

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

export interface MinimiseOptions {
  /** Edge of the first simplex along each variable. */
  readonly steps: ArrayLike<number>;
  /** Evaluations a simplex may take; default 200 a variable. */
  readonly evaluations?: number;
  /** A simplex has arrived where its values differ by this share of the best; default 1e-8. */
  readonly tolerance?: number;
  /** How often to start again from what was found; default 3. */
  readonly restarts?: number;
  /** A value below this ends the search; default: none does. */
  readonly enough?: number | undefined;
}

export function minimise(
  f: (at: Float64Array) => number,
  start: ArrayLike<number>,
  options: MinimiseOptions,
): Minimum {
  let best = simplexSearch(f, Float64Array.from(start), options, 1);
  const { restarts = 3, enough = Number.NEGATIVE_INFINITY } = options;
  for (let restart = 1; restart <= restarts && !(best.value < enough); restart++) {
    // Another orientation, so that a flattened simplex gets its missing direction back.
    const next = simplexSearch(f, best.at, options, restart % 2 === 1 ? -0.5 : 0.5);
    const gain = best.value - next.value;
    if (gain > 0) best = next;
    if (!(gain > 1e-6 * Math.abs(best.value))) break;
  }
  return best;
}

function simplexSearch(
  f: (at: Float64Array) => number,
  start: Float64Array,
  options: MinimiseOptions,
  stretch: number,
): Minimum {
  const n = start.length;
  const { steps, evaluations = 200 * n, tolerance = 1e-8 } = options;
  const { enough = Number.NEGATIVE_INFINITY } = options;
  const simplex = Array.from({ length: n + 1 }, (_, i) => {
    const at = start.slice();
    if (i > 0) at[i - 1]! += stretch * steps[i - 1]!;
    return { at, value: f(at) };
  });
  const centre = new Float64Array(n);
  const along = (factor: number) => {
    const worst = simplex[n]!.at;
    const at = new Float64Array(n);
    for (let k = 0; k < n; k++) at[k] = centre[k]! + factor * (worst[k]! - centre[k]!);
    return { at, value: f(at) };
  };
  const order = () => simplex.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  /** In place of the worst, behind those that are no worse. */
  const insert = (vertex: (typeof simplex)[number]) => {
    let place = n;
    for (; place > 0 && vertex.value < simplex[place - 1]!.value; place--)
      simplex[place] = simplex[place - 1]!;
    simplex[place] = vertex;
  };
  order();
  for (let used = n + 1; used < evaluations; ) {
    const [low, high] = [simplex[0]!.value, simplex[n]!.value];
    if (low < enough || high - low <= tolerance * Math.abs(low) + 1e-300) break;
    centre.fill(0);
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) centre[k]! += simplex[i]!.at[k]! / n;
    let trial = along(-1);
    used++;
    if (trial.value < low) {
      const further = along(-2);
      used++;
      if (further.value < trial.value) trial = further;
    } else if (!(trial.value < simplex[n - 1]!.value)) {
      const inside = along(trial.value < high ? -0.5 : 0.5);
      used++;
      if (!(inside.value < Math.min(trial.value, high))) {
        used += shrink(f, simplex);
        order();
        continue;
      }
      trial = inside;
    }
    insert(trial);
  }
  return simplex[0]!;
}

/** Halves the way of every vertex to the best one; returns the evaluations used. */
function shrink(f: (at: Float64Array) => number, simplex: { at: Float64Array; value: number }[]) {
  const best = simplex[0]!.at;
  for (let i = 1; i < simplex.length; i++) {
    const at = simplex[i]!.at.map((value, k) => (value + best[k]!) / 2);
    simplex[i] = { at, value: f(at) };
  }
  return simplex.length - 1;
}
