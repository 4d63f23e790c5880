/** What the library does with Node's Buffer, in a browser. Text is Latin-1: metadata's marks and digests. */
export class Bytes extends Uint8Array<ArrayBuffer> {
  constructor(source: ArrayBuffer | ArrayLike<number> | number, offset?: number, length?: number) {
    super(source as ArrayBuffer, offset, length);
  }

  static override from(
    values: ArrayBuffer | Iterable<number> | ArrayLike<number>,
    offset?: unknown,
    length?: unknown,
  ): Bytes {
    if (values instanceof ArrayBuffer) return new Bytes(values, offset as number, length as number);
    return new Bytes(Array.from(values as ArrayLike<number>));
  }

  /** Where a text begins, from a place on; -1 where it does not occur. */
  override indexOf(text: string | number, from = 0): number {
    if (typeof text === "number") return super.indexOf(text, from);
    const codes = codesOf(text);
    let at = super.indexOf(codes[0]!, from);
    while (at >= 0 && !codes.every((code, i) => this[at + i] === code))
      at = super.indexOf(codes[0]!, at + 1);
    return at;
  }

  write(text: string, at: number): void {
    this.set(codesOf(text), at);
  }

  override toString(_encoding = "latin1", from = 0, to = this.length): string {
    return String.fromCharCode(...super.subarray(from, to));
  }

  readInt32LE(at: number): number {
    return new DataView(this.buffer, this.byteOffset).getInt32(at, true);
  }
}

function codesOf(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** The name that the library knows it by. */
export { Bytes as Buffer };
