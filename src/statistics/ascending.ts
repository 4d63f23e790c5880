/**
 * Numbers in ascending order, time and again: a search moves them a little from one evaluation to the next, and
 * they come in nearly the order in which they came before, so that few have to move. Where many have to, or one is
 * not a number, they are sorted as any others are.
 */

/** Places moved for each number before they count as out of order. */
const few = 8;

export class Ascending {
  readonly #order: Uint32Array;
  readonly #sorted: Float64Array;

  /** @param count of the numbers. */
  constructor(count: number) {
    this.#order = Uint32Array.from({ length: count }, (_, i) => i);
    this.#sorted = new Float64Array(count);
  }

  /** Overwritten by the next call. NaN comes last. */
  of(values: Float64Array): Float64Array {
    if (!this.#insert(values)) this.#sortAnew(values);
    return this.#sorted;
  }

  /** In the last order, each moved down to its place. */
  #insert(values: Float64Array): boolean {
    const order = this.#order;
    const sorted = this.#sorted;
    let moves = few * sorted.length;
    for (let i = 0; i < sorted.length; i++) {
      const own = order[i]!;
      const value = values[own]!;
      if (Number.isNaN(value)) return false;
      let place = i;
      for (; place > 0 && sorted[place - 1]! > value; place--) {
        sorted[place] = sorted[place - 1]!;
        order[place] = order[place - 1]!;
      }
      sorted[place] = value;
      order[place] = own;
      moves -= i - place;
      if (moves < 0) return false;
    }
    return true;
  }

  /** The order is worked out too, of those that are numbers. */
  #sortAnew(values: Float64Array): void {
    this.#order.sort((a, b) => values[a]! - values[b]! || a - b);
    this.#sorted.set(values);
    this.#sorted.sort();
  }
}
