import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { largestEigenvalues } from "../../src/structure/largest-eigenvalues.js";
import { python } from "../support/python.js";

function symmetric(n: number, seed: number): Float64Array {
  const random = new Random(seed, "symmetric");
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.normal();
  return a;
}

test("agrees with NumPy", (t) => {
  const sizes = [1, 2, 3, 5, 17, 60];
  const matrices = sizes.map((n, seed) => symmetric(n, seed));
  const script = `
import numpy as np
print(json.dumps([sorted(np.linalg.eigvalsh(np.array(a).reshape(n, n)))[::-1] for n, a in json.load(sys.stdin)]))`;
  const expected = python(
    script,
    sizes.map((n, i) => [n, [...matrices[i]!]]),
  ) as number[][] | undefined;
  if (!expected) return t.skip("needs Debian's python3-numpy");
  sizes.forEach((n, i) => {
    const found = largestEigenvalues(matrices[i]!, n, n);
    found.forEach((x, k) => {
      assert.ok(Math.abs(x - expected[i]![k]!) < 1e-11, `${n}: ${x}`);
    });
  });
});

test("known spectra, and the matrix stays as it is", () => {
  // A path of n nodes: 2 cos(pi k / (n + 1)); Brouwer & Haemers, Spectra of Graphs, 1.4.4.
  const n = 12;
  const path = new Float64Array(n * n);
  for (let i = 0; i + 1 < n; i++) path[i * n + i + 1] = path[(i + 1) * n + i] = 1;
  const before = path.slice();
  largestEigenvalues(path, n, n).forEach((x, k) => {
    assert.ok(Math.abs(x - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1))) < 1e-13);
  });
  assert.deepEqual(path, before);
  for (const x of largestEigenvalues(new Float64Array(9), 3, 2)) assert.ok(Math.abs(x) < 1e-300);
  assert.deepEqual(largestEigenvalues(new Float64Array(), 0, 2), []);
});
