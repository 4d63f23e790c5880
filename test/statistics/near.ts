import assert from "node:assert/strict";

/** |actual - expected| <= tolerance x max(1, |expected|). */
export function assertNear(actual: number, expected: number, tolerance: number): void {
  const distance = Math.abs(actual - expected);
  assert.ok(
    distance <= tolerance * Math.max(1, Math.abs(expected)),
    `expected ${expected}, found ${actual}`,
  );
}

/**
 * A count of successes lies within `sigmas` standard errors of a binomial with this probability.
 * At 3.5 a right program fails once in 2,000 seeds; the seeds here are fixed.
 */
export function assertShare(
  count: number,
  trials: number,
  probability: number,
  sigmas = 3.5,
): void {
  const error = Math.sqrt((probability * (1 - probability)) / trials);
  const share = count / trials;
  assert.ok(
    Math.abs(share - probability) <= sigmas * error,
    `expected a share near ${probability} ± ${sigmas * error}, found ${share}`,
  );
}
