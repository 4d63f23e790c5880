/** SHA-256 of bytes, of which the system takes 2 GB at once. */
import type { Hash } from "node:crypto";

const PIECE = 1 << 30;

export function updateWith(hash: Hash, bytes: Uint8Array): Hash {
  for (let at = 0; at < bytes.length; at += PIECE) hash.update(bytes.subarray(at, at + PIECE));
  return hash;
}
