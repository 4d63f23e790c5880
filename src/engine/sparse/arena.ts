const PAGE = 65536;

/**
 * Memory of a WebAssembly instance, handed out from the bottom up and never given back: it lives
 * as long as the instance. Fresh memory is zero.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #free: number;

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#free = base;
  }

  /** An address aligned to 64 bytes, with room for so many bytes. */
  allocate(bytes: number): number {
    const start = Math.ceil(this.#free / 64) * 64;
    this.#free = start + bytes;
    const missing = Math.ceil(this.#free / PAGE) - this.#memory.buffer.byteLength / PAGE;
    if (missing > 0) this.#memory.grow(missing);
    return start;
  }

  /** Gives back what lies above `end`, part of the last allocation. */
  trim(end: number): void {
    this.#free = end;
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
    const start = this.allocate(values.byteLength);
    this.integers(start, values.length).set(values);
    return start;
  }
}
