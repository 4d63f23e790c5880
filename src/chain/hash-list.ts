/** SHA-256 by number, as bytes: those of a large run are millions, and as text each takes 80 bytes. */
export class HashList {
  readonly #blocks: Buffer[] = [];

  /** @param hash 64 digits. */
  set(at: number, hash: string): void {
    const block = Math.floor(at / BLOCK);
    while (block >= this.#blocks.length) this.#blocks.push(Buffer.alloc(HASH * BLOCK));
    this.#blocks[block]!.write(hash, HASH * (at % BLOCK), HASH, "hex");
  }

  /** 64 digits. */
  get(at: number): string {
    const from = HASH * (at % BLOCK);
    return this.#blocks[Math.floor(at / BLOCK)]!.toString("hex", from, from + HASH);
  }
}

/** Bytes of SHA-256. */
export const HASH = 32;
const BLOCK = 1 << 14;
