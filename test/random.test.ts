import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Random } from "../src/random.js";

test("a stream is its name", () => {
  const draw = (seed: number, purpose: string) => {
    const random = new Random(seed, purpose);
    return [random.uint32(), random.uniform(), random.normal(), random.integer(10)];
  };
  assert.deepEqual(draw(3, "a"), draw(3, "a"));
  assert.notDeepEqual(draw(3, "a"), draw(3, "b"));
  assert.notDeepEqual(draw(3, "a"), draw(4, "a"));
});

test("the generator is xoshiro128**", () => {
  // Blackman and Vigna's published C code, written out with 64-bit integers as an oracle.
  const state = createHash("sha256").update("7/check").digest();
  const s = [0, 4, 8, 12].map((at) => BigInt(state.readUInt32LE(at)));
  s[3]! |= 1n;
  const mask = 0xffffffffn;
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  const next = () => {
    const result = (rotl((s[1]! * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1]! << 9n) & mask;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotl(s[3]!, 11n);
    return Number(result);
  };
  const random = new Random(7, "check");
  for (let i = 0; i < 1000; i++) assert.equal(random.uint32(), next());
});

test("integer is uniform, normal has the moments of a normal", () => {
  const random = new Random(0, "moments");
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 70000; i++) counts[random.integer(7)]!++;
  const chi2 = counts.reduce((sum, n) => sum + (n - 10000) ** 2 / 10000, 0);
  assert.ok(chi2 < 22.5, `chi-square ${chi2} of 6 degrees of freedom`); // 0.1 % point
  let [m1, m2, m4] = [0, 0, 0];
  for (let i = 0; i < 100000; i++) {
    const x = random.normal();
    m1 += x / 1e5;
    m2 += x ** 2 / 1e5;
    m4 += x ** 4 / 1e5;
  }
  assert.ok(Math.abs(m1) < 0.0127 && Math.abs(m2 - 1) < 0.018 && Math.abs(m4 - 3) < 0.13); // 4 sigma
});

test("a permutation is the shuffle of 0, 1, …, and leaves the stream where a shuffle does", () => {
  for (const n of [0, 1, 2, 3, 17, 1000, 70000]) {
    const [fast, slow] = [new Random(n, "orders"), new Random(n, "orders")];
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    assert.deepEqual(fast.permutation(n), slow.shuffle(order));
    assert.equal(fast.uint32(), slow.uint32());
  }
});

test("integer is the remainder of a 32-bit number, also where a quotient is nearly whole", () => {
  for (const n of [
    1,
    2,
    3,
    65535,
    65536,
    65537,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 31 + 1,
    2 ** 32 - 1,
    2 ** 32,
  ]) {
    const [random, words] = [new Random(n, "remainders"), new Random(n, "remainders")];
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (let i = 0; i < 1000; i++) {
      let word = words.uint32();
      while (word >= limit) word = words.uint32();
      assert.equal(random.integer(n), word % n);
    }
  }
});

test("permutations are permutations, every order equally likely", () => {
  const random = new Random(0, "permutations");
  const seen = new Map<string, number>();
  for (let i = 0; i < 24000; i++) {
    const key = random.permutation(4).join("");
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  assert.equal(seen.size, 24);
  const chi2 = [...seen.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(chi2 < 49.7, `chi-square ${chi2} of 23 degrees of freedom`); // 0.1 % point
});
