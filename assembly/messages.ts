/**
 * Messages along edges, as src/percolation/non-backtracking.ts has them.
 *
 * A node has two numbers of 64 bits side by side: in(v), which its neighbours read, and minus out(v), to which what they
 * send is added. The two change places from step to step: an edge looks up both of its target, anywhere in memory.
 * Edges of a source stand together, a run, and are gone through in the order of the table: sums are those of a loop
 * over it, to the bit.
 */

/**
 * One step.
 * @param run for each run its source, and one past its last edge. @param target of each edge.
 * @param now in(v) of node 0. @param next where it receives.
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

/**
 * Two steps, of nodes of these degrees, f64.
 * @param node in(v) and -out(v) of each. @returns by how much all in(v) have grown, which are one in all again.
 */
export function messageRound(
  nodes: u32,
  degree: usize,
  runs: u32,
  run: usize,
  target: usize,
  node: usize,
): f64 {
  passMessages(runs, run, target, node, node + 8);
  const end = node + ((<usize>nodes) << 4);
  for (let v = node, d = degree; v < end; v += 16, d += 8)
    store<f64>(v, -((load<f64>(d) - 1) * load<f64>(v)));
  passMessages(runs, run, target, node + 8, node);
  let growth: f64 = 0;
  for (let v = node; v < end; v += 16) growth += load<f64>(v);
  const divisor = f64x2.splat(growth);
  for (let v = node, d = degree; v < end; v += 16, d += 8) {
    const factor = f64x2.replace_lane(f64x2.splat(1), 1, 1 - load<f64>(d));
    v128.store(v, f64x2.div(f64x2.mul(v128.load(v), factor), divisor));
  }
  return growth;
}
