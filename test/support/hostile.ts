/** Bytes as accidents and enemies leave them, always the same ones. */
import assert from "node:assert/strict";
import { UserError } from "../../src/error.js";
import { Random } from "../../src/random.js";

/** Every beginning of `whole`, or about `most` of them, evenly spread. */
export function* truncations(whole: Uint8Array, most = whole.length): Generator<Uint8Array> {
  const step = Math.max(1, Math.floor(whole.length / most));
  for (let length = 0; length < whole.length; length += step) yield whole.slice(0, length);
}

/** Each byte, one at a time, set to a value that makes lengths and offsets large, negative or none. */
export function* extremes(whole: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < whole.length; at++)
    for (const value of [0xff, 0x7f, 0x80, 0]) yield Uint8Array.from(whole).fill(value, at, at + 1);
}

/** `count` copies with one to eight bits turned over. */
export function* flips(whole: Uint8Array, seed: number, count: number): Generator<Uint8Array> {
  const random = new Random(seed, "flips");
  for (let i = 0; i < count; i++) {
    const bytes = Uint8Array.from(whole);
    for (let n = random.integer(8); n >= 0; n--)
      bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    yield bytes;
  }
}

/** The limits of one input in one process: what a hostile one may take; of processor time. */
const limit = { milliseconds: 5000, megabytes: 500 };

/**
 * Reads each of these; what is refused must be the user's mistake. Returns how many were tried.
 * A damaged file may be read, where the damage left another true one.
 */
export function readAll(
  inputs: Iterable<Uint8Array>,
  read: (bytes: Uint8Array) => unknown,
): number {
  let tried = 0;
  for (const bytes of inputs) {
    const start = process.cpuUsage();
    try {
      read(bytes);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
    const { user, system } = process.cpuUsage(start);
    const took = (user + system) / 1000;
    assert.ok(took < limit.milliseconds, `input ${tried} took ${took} ms`);
    tried++;
  }
  const megabytes = process.resourceUsage().maxRSS / 1024;
  assert.ok(megabytes < limit.megabytes, `${megabytes} MB`);
  return tried;
}
