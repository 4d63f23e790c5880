/**
 * A step of messages along edges, both ways, as src/percolation/non-backtracking.ts says: each node receives what the
 * other ends of its edges send.
 *
 * A node has two numbers of 64 bits side by side, what it sends and what it receives, which change places from step to
 * step: an edge looks up both of its target, anywhere in memory. Edges of a source stand together, a run, and are
 * gone through in the order of the table: sums are those of a loop over it, to the bit.
 */

/**
 * @param run for each run its source, and one past its last edge. @param target of each edge.
 * @param now what node 0 sends. @param next what it receives.
 */
export function passMessages(runs: u32, run: usize, target: usize, now: usize, next: usize): void {
  const first = target;
  for (const last = run + ((<usize>runs) << 3); run < last; run += 8) {
    const u = (<usize>load<u32>(run)) << 4;
    const end = first + ((<usize>load<u32>(run, 4)) << 2);
    const own = load<f64>(now + u);
    let sum = load<f64>(next + u);
    for (; target < end; target += 4) {
      const v = (<usize>load<u32>(target)) << 4;
      sum += load<f64>(now + v);
      if (v == u) sum += own;
      else store<f64>(next + v, load<f64>(next + v) + own);
    }
    store<f64>(next + u, sum);
  }
}
