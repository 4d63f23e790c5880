/** SHA-256 by number, as bytes: those of a large run are millions, and as text each takes 80 bytes. */
export class HashList {
  readonly #blocks: Buffer[] = [];

  /** @param hash 64 digits. */
  set(at: number, hash: string): void {
    this.#blockOf(at).write(hash, HASH * (at % BLOCK), HASH, "hex");
  }

  /** The same of digits in a text that is not decoded. @returns false where they are none. */
  setDigits(at: number, text: Uint8Array, from: number): boolean {
    const block = this.#blockOf(at);
    const begin = HASH * (at % BLOCK);
    let wrong = 0;
    for (let i = 0; i < HASH; i++) {
      const [high, low] = [digits[text[from + 2 * i]!]!, digits[text[from + 2 * i + 1]!]!];
      wrong |= high | low;
      block[begin + i] = (high << 4) | low;
    }
    return wrong < NO_DIGIT;
  }

  /** 64 digits. */
  get(at: number): string {
    const from = HASH * (at % BLOCK);
    return this.#blocks[Math.floor(at / BLOCK)]!.toString("hex", from, from + HASH);
  }

  #blockOf(at: number): Buffer {
    const block = Math.floor(at / BLOCK);
    while (block >= this.#blocks.length) this.#blocks.push(Buffer.alloc(HASH * BLOCK));
    return this.#blocks[block]!;
  }
}

/** Bytes of SHA-256. */
export const HASH = 32;
const BLOCK = 1 << 14;

const NO_DIGIT = 16;
/** Values of digits by their codes, lower case. */
const digits = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < NO_DIGIT; value++) digits[value.toString(16).charCodeAt(0)] = value;
