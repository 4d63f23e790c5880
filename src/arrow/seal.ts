/**
 * The seal of an artefact: its metadata holds the SHA-256 of the whole file, computed with the
 * digest's own places filled with zeros. Any altered byte breaks it, the metadata's included, and
 * it is checked before the file is parsed, because altered offsets can make a parser run away.
 * Arrow repeats the schema, and so the seal, in the message at the front and in the footer.
 *
 * Files may be larger than what is hashed, or held, at once: all goes piece by piece.
 */
import { createHash, type Hash } from "node:crypto";
import { updateWith } from "../hash-bytes.js";

export const sealKey = "pcrit.seal";
const mark = "pcrit-seal-sha256:";
const digits = 64;
const zeros = "0".repeat(digits);

/** The seal's value before the digest is known. */
export const blankSeal = mark + zeros;

export type SealState = "none" | "intact" | "broken";

/** Fills the blank digests in place. @param file its parts; a seal lies within one. */
export function seal(...file: readonly Uint8Array[]): void {
  const hash = createHash("sha256");
  for (const part of file) updateWith(hash, part);
  const digest = hash.digest("hex");
  const fill = (part: Uint8Array) => {
    const buffer = asBuffer(part);
    const hole = buffer.indexOf(blankSeal);
    if (hole >= 0) buffer.write(digest, hole + mark.length, "latin1");
    return hole >= 0;
  };
  // In the schema, which is among the first parts, and in the footer, among the last: never in a column.
  file.find(fill);
  file.findLast(fill);
}

/** "none" where another program wrote the file. */
export function sealState(file: Uint8Array): SealState {
  return sealOf([asBuffer(file)]).state;
}

/** The same of a file in pieces, with the SHA-256 of the whole file if it is wanted. */
export function sealOf(
  pieces: Iterable<Buffer>,
  wanted?: "sha256",
): { readonly state: SealState; readonly sha256: string } {
  const whole = wanted && createHash("sha256");
  const around = new Around();
  for (const piece of pieces) {
    if (whole) updateWith(whole, piece);
    around.see(piece);
  }
  return { state: around.end(), sha256: whole?.digest("hex") ?? "" };
}

/** Hashes a file that comes in pieces around the places of its digests. */
class Around {
  readonly #hash: Hash = createHash("sha256");
  readonly #written: string[] = [];
  /** What may be the begin of a mark, or of a mark with its digits. */
  #rest: Buffer | undefined;

  see(piece: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, piece]) : piece;
    const most = mark.length + digits - 1;
    this.#rest = bytes.subarray(this.#take(bytes, Math.max(0, bytes.length - most)));
  }

  end(): SealState {
    if (this.#rest) this.#take(this.#rest, this.#rest.length);
    if (this.#written.length === 0) return "none";
    const digest = this.#hash.digest("hex");
    return this.#written.length === 2 && this.#written.every((d) => d === digest)
      ? "intact"
      : "broken";
  }

  /** Hashes up to `end`, or to the end of a mark that begins before. @returns up to where. */
  #take(bytes: Buffer, end: number): number {
    let from = 0;
    for (let at = bytes.indexOf(mark); at >= 0 && at < end; at = bytes.indexOf(mark, from)) {
      const hole = at + mark.length;
      updateWith(this.#hash, bytes.subarray(from, hole)).update(zeros);
      from = Math.min(hole + digits, bytes.length);
      this.#written.push(bytes.toString("latin1", hole, from));
    }
    if (from < end) updateWith(this.#hash, bytes.subarray(from, end));
    return Math.max(from, end);
  }
}

function asBuffer(file: Uint8Array): Buffer {
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
}
