/**
 * The seal of an artefact: its metadata holds the SHA-256 of the whole file, computed with the
 * digest's own places filled with zeros. Any altered byte, the metadata's included, breaks it.
 * (Arrow repeats the schema, and so the digest, in the message at the front and in the footer.)
 */
import { createHash } from "node:crypto";

export const sealKey = "pcrit.seal";
export const blank = "0".repeat(64);

function places(file: Buffer, digest: string): number[] {
  const found: number[] = [];
  for (let at = file.indexOf(digest); at >= 0; at = file.indexOf(digest, at + 64)) found.push(at);
  return found;
}

function digestAround(file: Buffer, holes: readonly number[]): string {
  const hash = createHash("sha256");
  let from = 0;
  for (const hole of holes) {
    hash.update(file.subarray(from, hole)).update(blank);
    from = hole + 64;
  }
  return hash.update(file.subarray(from)).digest("hex");
}

/** Fills the blank digest in place. */
export function seal(file: Uint8Array): void {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const front = buffer.indexOf(blank);
  const back = buffer.lastIndexOf(blank);
  const digest = digestAround(buffer, [front, back]);
  buffer.write(digest, front, "latin1");
  buffer.write(digest, back, "latin1");
}

/** Whether the digest found in the metadata is that of the file. */
export function isSealIntact(file: Uint8Array, digest: string): boolean {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return digestAround(buffer, places(buffer, digest)) === digest;
}
