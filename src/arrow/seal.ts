/**
 * The seal of an artefact: its metadata holds the SHA-256 of the whole file, computed with the
 * digest's own places filled with zeros. Any altered byte breaks it, the metadata's included, and
 * it is checked before the file is parsed, because altered offsets can make a parser run away.
 * Arrow repeats the schema, and so the seal, in the message at the front and in the footer.
 */
import { createHash } from "node:crypto";

export const sealKey = "pcrit.seal";
const mark = "pcrit-seal-sha256:";
const digits = 64;

/** The seal's value before the digest is known. */
export const blankSeal = mark + "0".repeat(digits);

/** Fills the blank digests in place. */
export function seal(file: Uint8Array): void {
  const buffer = asBuffer(file);
  const holes = findHoles(buffer);
  const digest = digestAround(buffer, holes);
  for (const hole of holes) buffer.write(digest, hole, "latin1");
}

/** "none" where another program wrote the file. */
export function sealState(file: Uint8Array): "none" | "intact" | "broken" {
  const buffer = asBuffer(file);
  const holes = findHoles(buffer);
  if (holes.length === 0) return "none";
  const digest = digestAround(buffer, holes);
  const written = holes.map((hole) => buffer.toString("latin1", hole, hole + digits));
  return holes.length === 2 && written.every((d) => d === digest) ? "intact" : "broken";
}

function findHoles(buffer: Buffer): number[] {
  const holes: number[] = [];
  for (let at = buffer.indexOf(mark); at >= 0; at = buffer.indexOf(mark, at + mark.length))
    holes.push(at + mark.length);
  return holes;
}

function digestAround(buffer: Buffer, holes: readonly number[]): string {
  const hash = createHash("sha256");
  let from = 0;
  for (const hole of holes) {
    hash.update(buffer.subarray(from, hole)).update("0".repeat(digits));
    from = Math.min(hole + digits, buffer.length);
  }
  return hash.update(buffer.subarray(from)).digest("hex");
}

function asBuffer(file: Uint8Array): Buffer {
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
}
