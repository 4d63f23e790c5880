/** Bytes of several kinds, and what other programs make of them. */
import { spawnSync } from "node:child_process";
import { Random } from "../../src/random.js";

function bytes(length: number, make: (random: Random, i: number) => number): Uint8Array {
  const random = new Random(length, "bytes to pack");
  return Uint8Array.from({ length }, (_, i) => make(random, i));
}

/** As columns are: constant, counting, few values, weights, without any order; and short ones. */
export const samples: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ["nothing", new Uint8Array()],
  ["one byte", Uint8Array.of(7)],
  ["a few bytes", bytes(40, (_, i) => i)],
  ["one value", new Uint8Array(700_000).fill(3)],
  ["counting words", new Uint8Array(Uint32Array.from({ length: 60_000 }, (_, i) => i).buffer)],
  ["few values", bytes(300_000, (random) => random.integer(3))],
  ["skewed values", bytes(200_000, (random) => Math.floor(8 * random.uniform() ** 3 * 20))],
  [
    "weights",
    new Uint8Array(
      Float32Array.from({ length: 50_000 }, (_, i) => Math.fround(((i * 7919) % 1000) / 999))
        .buffer,
    ),
  ],
  ["noise", bytes(150_000, (random) => random.integer(256))],
  [
    "words again and again",
    bytes(400_000, (random, i) => "hidden input output ".charCodeAt((i + random.integer(2)) % 20)),
  ],
];

/** What a command makes of bytes; undefined where there is no such command. */
export function packedBy(
  command: string,
  args: readonly string[],
  bytes: Uint8Array,
): Uint8Array | undefined {
  const run = spawnSync(command, [...args], { input: bytes, maxBuffer: 1 << 28 });
  if (run.error) return undefined;
  if (run.status !== 0) throw new Error(`${command}: ${run.stderr.toString()}`);
  return new Uint8Array(run.stdout);
}
