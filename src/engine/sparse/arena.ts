const PAGE = 65536;

/** As many as 32 bits address. */
const PAGES = 65536;

/** Memory of a WebAssembly instance, handed out from the bottom up and given back all at once, but for what is kept. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;
  /** Up to here nothing is given back. */
  #kept: number;
  #free: number;
  /** Up to here earlier use has left its traces; beyond, memory is fresh and zero. */
  #used: number;
  /** The whole memory; of no length once it has grown. */
  #all = new Float64Array(0);

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#base = base;
    this.#kept = base;
    this.#free = base;
    this.#used = base;
  }

  /** An address aligned to 64 bytes, with room for so many bytes; what they hold is undefined. */
  reserve(bytes: number): number {
    const start = Math.ceil(this.#free / 64) * 64;
    this.#free = start + bytes;
    const pages = this.#memory.buffer.byteLength / PAGE;
    const missing = Math.ceil(this.#free / PAGE) - pages;
    // by a quarter at least: V8 collects garbage after a few changes of a large buffer, and takes longer for that than for all else
    if (missing > 0) this.#memory.grow(Math.max(missing, Math.min(pages >> 2, PAGES - pages)));
    return start;
  }

  /** As `reserve`, and all bytes are zero: nothing that ran before can change a result. */
  allocate(bytes: number): number {
    const start = this.reserve(bytes);
    const traces = Math.min(this.#free, this.#used) - start;
    if (traces > 0) this.bytes(start, traces).fill(0);
    this.#used = Math.max(this.#used, this.#free);
    return start;
  }

  /**
   * Sets parts of the last reservation to zero: `count` strips of so many bytes, `step` bytes from one to the next, all
   * of them multiples of eight. Fresh memory is zero.
   */
  clearStrips(start: number, length: number, step = 0, count = 1): void {
    if (length === 0 || start >= this.#used) return;
    if (this.#all.length === 0) this.#all = new Float64Array(this.#memory.buffer);
    const all = this.#all;
    // strips are short: a loop has done before `fill` has begun
    for (let s = 0, at = start / 8; s < count; s++, at += step / 8)
      for (let i = at; i < at + length / 8; i++) all[i] = 0;
  }

  /** Gives back what lies above `end`, part of the last reservation. */
  trim(end: number): void {
    this.#free = end;
    this.#used = Math.max(this.#used, end);
  }

  /** Gives everything back that is not kept. */
  clear(): void {
    this.#used = Math.max(this.#used, this.#free);
    this.#free = this.#kept;
  }

  /** What has been handed out so far stays when all else is given back. */
  keep(): void {
    this.#kept = this.#free;
  }

  /** Gives everything back. */
  drop(): void {
    this.#kept = this.#base;
    this.clear();
  }

  // Growing the memory detaches its views: use them before the next allocation.

  bytes(start: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, start, length);
  }

  integers(start: number, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, start, length);
  }

  floats(start: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, start, length);
  }

  doubles(start: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, start, length);
  }

  /** Copies values into memory of their own. */
  place(values: Uint32Array): number {
    const start = this.reserve(values.byteLength);
    this.#used = Math.max(this.#used, this.#free);
    this.integers(start, values.length).set(values);
    return start;
  }
}
