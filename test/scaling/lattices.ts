/** Systems with a known transition, simulated: what the analysis has to find. */

import type { SizeSample } from "../../src/models/sample.js";
import { Random } from "../../src/random.js";

/**
 * Bond percolation on the L x L square lattice, periodic: share of sites in the largest cluster
 * when a share p of the bonds is there. Every level is a sample of its own, so that levels are
 * independent and S has as many degrees of freedom as it has points.
 */
export function percolation(size: number, seeds: number, shares: readonly number[]): SizeSample {
  const values = Array.from({ length: seeds }, (_, seed) => {
    const random = new Random(seed, `percolation ${size}`);
    return Float64Array.from(shares, (share) => largestCluster(size, share, random));
  });
  const control = values.map(() => Float64Array.from(shares));
  return { size, factor: size * size, control, values };
}

function largestCluster(size: number, share: number, random: Random): number {
  const clusters = new Clusters(size * size);
  for (let site = 0; site < size * size; site++) {
    const [row, column] = [Math.floor(site / size), site % size];
    if (random.uniform() < share) clusters.join(site, row * size + ((column + 1) % size));
    if (random.uniform() < share) clusters.join(site, ((row + 1) % size) * size + column);
  }
  return clusters.largest / (size * size);
}

/** Union-find that knows the size of its largest cluster. */
class Clusters {
  largest = 1;
  /** The parent, or minus the cluster's size at its root. */
  private readonly parent: Int32Array;

  constructor(n: number) {
    this.parent = new Int32Array(n).fill(-1);
  }

  join(one: number, other: number): void {
    let [a, b] = [this.root(one), this.root(other)];
    if (a === b) return;
    if (this.parent[a]! > this.parent[b]!) [a, b] = [b, a];
    this.parent[a]! += this.parent[b]!;
    this.parent[b] = a;
    this.largest = Math.max(this.largest, -this.parent[a]!);
  }

  private root(of: number): number {
    const { parent } = this;
    let at = of;
    while (parent[at]! >= 0) {
      if (parent[parent[at]!]! >= 0) parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }
}

/** Erdos-Renyi graphs: share of nodes in the largest component at each mean degree. */
export function randomGraphs(nodes: number, seeds: number, degrees: readonly number[]): SizeSample {
  const values = Array.from({ length: seeds }, (_, seed) => {
    const random = new Random(seed, `random graph ${nodes}`);
    return Float64Array.from(degrees, (degree) => {
      const clusters = new Clusters(nodes);
      const edges = Math.round((degree * nodes) / 2);
      for (let e = 0; e < edges; e++) clusters.join(random.integer(nodes), random.integer(nodes));
      return clusters.largest / nodes;
    });
  });
  const control = values.map(() => Float64Array.from(degrees));
  return { size: nodes, factor: nodes, control, values };
}

/**
 * 2D Ising model on the L x L square lattice, periodic, by Wolff's cluster updates (Phys. Rev. Lett.
 * 62:361, 1989): |magnetisation| a site at each temperature, mean over `snapshots` taken every
 * third cluster. Each seed is a chain of its own that cools from the highest temperature.
 */
export function ising(
  size: number,
  seeds: number,
  temperatures: readonly number[],
  snapshots: number,
): SizeSample {
  const values = Array.from({ length: seeds }, (_, seed) => {
    const random = new Random(seed, `ising ${size}`);
    const spins = new Int8Array(size * size).fill(1);
    const result = new Float64Array(temperatures.length);
    for (let i = temperatures.length - 1; i >= 0; i--)
      result[i] = magnetisation(spins, size, temperatures[i]!, snapshots, random);
    return result;
  });
  const control = values.map(() => Float64Array.from(temperatures));
  return { size, factor: size * size, control, values };
}

function magnetisation(
  spins: Int8Array,
  size: number,
  temperature: number,
  snapshots: number,
  random: Random,
): number {
  const join = (1 - Math.exp(-2 / temperature)) * 4294967296;
  for (let warm = 0; warm < 40; warm++) wolff(spins, size, join, random);
  let sum = 0;
  for (let shot = 0; shot < snapshots; shot++) {
    for (let step = 0; step < 3; step++) wolff(spins, size, join, random);
    let total = 0;
    for (const spin of spins) total += spin;
    sum += Math.abs(total) / spins.length;
  }
  return sum / snapshots;
}

function wolff(spins: Int8Array, size: number, join: number, random: Random): void {
  const first = random.integer(spins.length);
  const spin = spins[first]!;
  const stack = [first];
  spins[first] = -spin;
  while (stack.length > 0) {
    const site = stack.pop()!;
    const [row, column] = [Math.floor(site / size), site % size];
    for (const next of [
      row * size + (column + 1 === size ? 0 : column + 1),
      row * size + (column === 0 ? size - 1 : column - 1),
      (row + 1 === size ? 0 : row + 1) * size + column,
      (row === 0 ? size - 1 : row - 1) * size + column,
    ])
      if (spins[next] === spin && random.uint32() < join) {
        spins[next] = -spin;
        stack.push(next);
      }
  }
}

/** `count` numbers from `low` to `high`, evenly. */
export function evenly(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}
