/**
 * SHA-256 (FIPS 180-4) without waiting: browsers have it as a promise alone, and random streams are named
 * by hashes in the midst of arithmetic. About 100 MB a second.
 */

/** The first 32 bits of the fractional parts of a root of the first primes. */
function rootBits(count: number, root: (n: number) => number): Uint32Array {
  const bits = new Uint32Array(count);
  for (let n = 2, found = 0; found < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) bits[found++] = (root(n) % 1) * 2 ** 32;
  }
  return bits;
}

const start = rootBits(8, Math.sqrt);
const constants = rootBits(64, cubeRoot);

/** Newton's method: to the last bit but one on every machine, of which 32 after the point are used. */
function cubeRoot(n: number): number {
  let x = n / 2;
  for (let step = 0; step < 60; step++) x -= (x - n / (x * x)) / 3;
  return x;
}

const block = 64;

export class Sha256 {
  readonly #state = start.slice();
  readonly #words = new Int32Array(block);
  readonly #pending = new Uint8Array(block);
  #bytes = 0;

  update(data: Uint8Array): this {
    let at = 0;
    const held = this.#bytes % block;
    this.#bytes += data.length;
    if (held > 0) {
      at = Math.min(block - held, data.length);
      this.#pending.set(data.subarray(0, at), held);
      if (held + at < block) return this;
      this.#compress(this.#pending, 0);
    }
    for (; at + block <= data.length; at += block) this.#compress(data, at);
    this.#pending.set(data.subarray(at));
    return this;
  }

  /** The 32 bytes; then it is of no further use. */
  digest(): Uint8Array {
    const length = this.#bytes;
    const held = length % block;
    const end = new Uint8Array(held < block - 8 ? block - held : 2 * block - held);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(end.length - 4, (length * 8) % 2 ** 32);
    this.update(end);
    const digest = new Uint8Array(32);
    const out = new DataView(digest.buffer);
    this.#state.forEach((word, i) => {
      out.setUint32(4 * i, word);
    });
    return digest;
  }

  #compress(data: Uint8Array, from: number): void {
    const w = this.#words;
    for (let i = 0, at = from; i < 16; i++, at += 4)
      w[i] = (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
    for (let i = 16; i < block; i++) {
      const [x, y] = [w[i - 15]!, w[i - 2]!];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
    }
    const state = this.#state;
    let a = state[0]! | 0;
    let b = state[1]! | 0;
    let c = state[2]! | 0;
    let d = state[3]! | 0;
    let e = state[4]! | 0;
    let f = state[5]! | 0;
    let g = state[6]! | 0;
    let h = state[7]! | 0;
    for (let i = 0; i < block; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const first = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + w[i]!) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0]! += a;
    state[1]! += b;
    state[2]! += c;
    state[3]! += d;
    state[4]! += e;
    state[5]! += f;
    state[6]! += g;
    state[7]! += h;
  }
}
