/** Percolation against known answers: lattices, Erdos-Renyi and configuration-model graphs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Graph } from "../../src/graph/graph.js";
import { Components, wholeGraph } from "../../src/percolation/components.js";
import { percolate, sampleCounts } from "../../src/percolation/curve.js";
import { Random } from "../../src/random.js";
import { erdosRenyi, type Pair, plainGraph, squareLattice } from "../graph/graphs.js";

const mean = (values: readonly number[]) => values.reduce((s, x) => s + x, 0) / values.length;

/** Mean over shuffles of something measured on a percolation run. */
function averaged(graph: Graph, runs: number, purpose: string) {
  const edges = graph.source.length;
  const results = Array.from({ length: runs }, (_, k) =>
    percolate(graph, new Random(k, purpose).permutation(edges), sampleCounts(edges)),
  );
  return {
    second: mean(results.map((r) => r.events.second)) / edges,
    susceptibility: mean(results.map((r) => r.events.susceptibility)) / edges,
  };
}

test("bond percolation on the square lattice peaks near p_c = 1/2, nearer on the larger lattice", () => {
  // p_c = 1/2 exactly (Kesten 1980). Peaks in finite lattices lie off by about L^(-1/nu), nu = 4/3:
  // 0.044 for L = 64 and 0.026 for L = 128, times a constant of order one.
  const small = averaged(squareLattice(64, 64), 40, "lattice");
  const large = averaged(squareLattice(128, 128), 40, "lattice");
  for (const name of ["second", "susceptibility"] as const) {
    assert.ok(Math.abs(small[name] - 0.5) < 0.044, `L = 64, ${name}: ${small[name]}`);
    assert.ok(Math.abs(large[name] - 0.5) < 0.026, `L = 128, ${name}: ${large[name]}`);
    assert.ok(Math.abs(large[name] - 0.5) < Math.abs(small[name] - 0.5), name);
  }
});

test("a lattice of L x (L + 1) nodes is crossed with probability 1/2 at p = 1/2, by self-duality", () => {
  // Bonds within the two outer columns do not matter for crossing; the other ones form the self-dual
  // set: L (L) horizontal ones and (L - 1)(L - 1) vertical ones (Grimmett, Percolation, 1999, ch. 11).
  const L = 40;
  const column = (v: number) => v % (L + 1);
  const whole = squareLattice(L, L + 1);
  const bonds = Array.from(whole.source, (u, e): Pair => [u, whole.target[e]!]).filter(
    ([u, v]) => column(u) !== column(v) || (column(u) > 0 && column(u) < L),
  );
  assert.equal(bonds.length, L * L + (L - 1) * (L - 1));
  const [left, right] = [L * (L + 1), L * (L + 1) + 1];
  const end = (v: number) => (column(v) === 0 ? left : column(v) === L ? right : v);
  let crossed = 0;
  const runs = 1000;
  for (let k = 0; k < runs; k++) {
    const random = new Random(k, "duality");
    const all = new Components(right + 1);
    for (const [u, v] of bonds) if (random.uniform() < 0.5) all.union(end(u), end(v));
    if (all.find(left) === all.find(right)) crossed++;
  }
  // Four standard deviations of a binomial share: 4 sqrt(0.25 / 1000) = 0.063.
  assert.ok(Math.abs(crossed / runs - 0.5) < 0.063, `crossed in ${crossed} of ${runs}`);
});

test("site percolation on the square lattice is crossed near p_c = 0.592746", () => {
  // p_c: Newman & Ziff, Phys. Rev. Lett. 85, 4104 (2000). A site brings its bonds to occupied sites.
  const L = 96;
  const [left, right] = [L * L, L * L + 1];
  const thresholds = Array.from({ length: 60 }, (_, k) => {
    const all = new Components(L * L + 2);
    const occupied = new Uint8Array(L * L);
    const order = new Random(k, "sites").permutation(L * L);
    for (let t = 0; t < order.length; t++) {
      const v = order[t]!;
      const x = v % L;
      occupied[v] = 1;
      if (x === 0) all.union(v, left);
      if (x === L - 1) all.union(v, right);
      if (x > 0 && occupied[v - 1]) all.union(v, v - 1);
      if (x + 1 < L && occupied[v + 1]) all.union(v, v + 1);
      if (v >= L && occupied[v - L]) all.union(v, v - L);
      if (v + L < L * L && occupied[v + L]) all.union(v, v + L);
      if (all.find(left) === all.find(right)) return (t + 1) / (L * L);
    }
    return Number.NaN;
  });
  // One run scatters by about L^(-3/4) x 0.6 = 0.02; the mean of 60 by 0.0026: four of these.
  const found = mean(thresholds);
  assert.ok(Math.abs(found - 0.592746) < 0.0105, `crossed at ${found}`);
});

/** Nodes in the largest component of an Erdos-Renyi graph. */
function giantNodes(count: number, degree: number, seed: number): number {
  const graph = erdosRenyi(count, Math.round((count * degree) / 2), new Random(seed, "er"));
  return wholeGraph(graph).giant;
}

test("Erdos-Renyi graphs percolate at mean degree 1", () => {
  // Finite-size shift of order N^(-1/3): 0.037 for 20,000 nodes, times a constant of order one.
  const count = 20_000;
  const degrees = Array.from({ length: 12 }, (_, k) => {
    const graph = erdosRenyi(count, count, new Random(k, "er threshold"));
    const order = new Random(k, "er order").permutation(count);
    return (2 * percolate(graph, order, sampleCounts(count)).events.susceptibility) / count;
  });
  assert.ok(Math.abs(mean(degrees) - 1) < 0.06, `at mean degree ${mean(degrees)}`);
});

test("above it the giant component holds S = 1 - exp(-<k> S)", () => {
  // Erdos & Renyi 1960. The share scatters by about N^(-1/2) = 0.006.
  for (const degree of [1.5, 2, 3]) {
    let share = 1;
    for (let i = 0; i < 200; i++) share = 1 - Math.exp(-degree * share);
    const found = giantNodes(30_000, degree, 1) / 30_000;
    assert.ok(Math.abs(found - share) < 0.02, `<k> = ${degree}: ${found} against ${share}`);
  }
});

test("at it the largest component grows as N^(2/3)", () => {
  const sizes = [1000, 8000, 64_000];
  const largest = sizes.map((count) =>
    mean(
      Array.from({ length: 1_600_000 / count > 60 ? 60 : 25 }, (_, k) => giantNodes(count, 1, k)),
    ),
  );
  const slope = Math.log(largest[2]! / largest[0]!) / Math.log(64);
  // Relative errors of the two means are about 0.4 / sqrt(25), so the slope's is 0.02: four of these.
  assert.ok(Math.abs(slope - 2 / 3) < 0.09, `exponent ${slope}`);
});

/** Random graph of given degrees: stubs joined at random, loops and double edges dropped. */
function configurationModel(degrees: readonly number[], random: Random): Graph {
  const stubs = random.shuffle(degrees.flatMap((d, v) => new Array<number>(d).fill(v)));
  const taken = new Set<number>();
  const pairs: Pair[] = [];
  for (let i = 0; i + 1 < stubs.length; i += 2) {
    const [u, v] = [Math.min(stubs[i]!, stubs[i + 1]!), Math.max(stubs[i]!, stubs[i + 1]!)];
    if (u === v || taken.has(u * degrees.length + v)) continue;
    taken.add(u * degrees.length + v);
    pairs.push([u, v]);
  }
  return plainGraph(degrees.length, pairs);
}

test("configuration-model graphs lose their giant component at <k^2>/<k> = 2 (Molloy-Reed)", () => {
  // Degrees 1 and 3 in shares 1 - q and q: <k^2>/<k> = (1 + 8q)/(1 + 2q) is 2 at q = 1/4.
  // Random removal then leaves one above the share 1/(<k^2>/<k> - 1) of edges (Cohen et al. 2000).
  const count = 30_000;
  const withShare = (q: number) =>
    configurationModel(
      Array.from({ length: count }, (_, v) => (v < q * count ? 3 : 1)),
      new Random(1, "configuration"),
    );
  const giant = (graph: Graph) => wholeGraph(graph).giant / count;
  assert.ok(giant(withShare(0.15)) < 0.01);
  assert.ok(giant(withShare(0.4)) > 0.2);
  const all3 = averaged(withShare(1), 10, "cubic");
  // <k^2>/<k> = 3: half of the edges.
  assert.ok(Math.abs(all3.susceptibility - 0.5) < 0.02, `cubic: ${all3.susceptibility}`);
});
