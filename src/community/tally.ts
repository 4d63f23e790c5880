/**
 * How often each of many whole numbers occurs, in the order in which they first do. A Map ends at 2^24 keys, and
 * takes five times the room. Open addressing with steps of one; the table is at most half full.
 */
export class Tally {
  /** By place in the table, 1 + the number's rank among those met; 0 where it is free. */
  #table = new Uint32Array(64);
  #numbers = new Float64Array(32);
  #counts = new Uint32Array(32);
  #met = 0;

  /** @param number a whole one from 0 to 2^53. */
  add(number: number): void {
    const place = this.#placeOf(number);
    const known = this.#table[place]!;
    if (known > 0) {
      this.#counts[known - 1]!++;
      return;
    }
    if (this.#met === this.#numbers.length) {
      this.#grow();
      this.add(number);
      return;
    }
    this.#numbers[this.#met] = number;
    this.#counts[this.#met] = 1;
    this.#table[place] = ++this.#met;
  }

  *[Symbol.iterator](): Iterator<readonly [number: number, count: number]> {
    for (let i = 0; i < this.#met; i++) yield [this.#numbers[i]!, this.#counts[i]!];
  }

  /** Where it stands, or would. */
  #placeOf(number: number): number {
    const mask = this.#table.length - 1;
    const low = number >>> 0;
    const high = (number - low) / 2 ** 32;
    const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
    for (let place = (mixed ^ (mixed >>> 15)) & mask; ; place = (place + 1) & mask) {
      const known = this.#table[place]!;
      if (known === 0 || this.#numbers[known - 1] === number) return place;
    }
  }

  #grow(): void {
    const [numbers, counts] = [this.#numbers, this.#counts];
    this.#numbers = new Float64Array(2 * numbers.length);
    this.#numbers.set(numbers);
    this.#counts = new Uint32Array(2 * counts.length);
    this.#counts.set(counts);
    this.#table = new Uint32Array(2 * this.#table.length);
    for (let i = 0; i < this.#met; i++) this.#table[this.#placeOf(numbers[i]!)] = i + 1;
  }
}
